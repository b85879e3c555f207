"""Every GraphQL document that is sent. Each is valid in the oldest and newest version that Shopify serves."""

# Pages have fifty rows: a shop must have the points of a whole page before a query is answered at all.

SCOPES = """
query Scopes { currentAppInstallation { accessScopes { handle } } }
"""

PRODUCTS_BY_SKU = """
query ProductsBySku($query: String!, $after: String) {
  productVariants(first: 50, query: $query, after: $after) {
    nodes { sku product { id title } }
    pageInfo { hasNextPage endCursor }
  }
}
"""

MEDIA = """
query Media($id: ID!, $after: String) {
  product(id: $id) {
    id title onlineStoreUrl
    media(first: 50, after: $after) {
      nodes { id alt preview { image { url } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

VARIANTS = """
query Variants($id: ID!, $after: String) {
  product(id: $id) {
    variants(first: 50, after: $after) {
      nodes { id sku media(first: 1) { nodes { id } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

_FILE = """
... on File { id alt fileStatus }
... on MediaImage { originalSource { url fileSize } image { url width height } fileErrors { code message } }
"""

FILES_BY_NAME = f"""
query FilesByName($query: String!) {{ files(first: 20, query: $query) {{ nodes {{ {_FILE} }} }} }}
"""

FILE = f"""
query File($id: ID!) {{ node(id: $id) {{ {_FILE} }} }}
"""

STAGE = """
mutation Stage($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } }
    userErrors { field message }
  }
}
"""

CREATE_FILES = """
mutation CreateFiles($files: [FileCreateInput!]!) {
  fileCreate(files: $files) { files { id alt fileStatus } userErrors { code field message } }
}
"""

UPDATE_FILES = """
mutation UpdateFiles($files: [FileUpdateInput!]!) {
  fileUpdate(files: $files) { files { id } userErrors { code field message } }
}
"""

DELETE_FILES = """
mutation DeleteFiles($ids: [ID!]!) {
  fileDelete(fileIds: $ids) { deletedFileIds userErrors { code field message } }
}
"""

REORDER = """
mutation Reorder($id: ID!, $moves: [MoveInput!]!) {
  productReorderMedia(id: $id, moves: $moves) {
    job { id done }
    mediaUserErrors { code field message }
  }
}
"""

JOB = """
query Job($id: ID!) { job(id: $id) { id done } }
"""

DETACH = """
mutation Detach($id: ID!, $media: [ProductVariantDetachMediaInput!]!) {
  productVariantDetachMedia(productId: $id, variantMedia: $media) { userErrors { code field message } }
}
"""

ATTACH = """
mutation Attach($id: ID!, $media: [ProductVariantAppendMediaInput!]!) {
  productVariantAppendMedia(productId: $id, variantMedia: $media) { userErrors { code field message } }
}
"""

"""A client of the simulated shop that knows nothing of our adapter."""

import io
import json
import urllib.request
from typing import Any

from PIL import Image

from tests.simulators.shopify.running import SimulatedShop

STAGE = """
mutation {
  stagedUploadsCreate(input: [{filename: "a.png", mimeType: "image/png", resource: IMAGE, httpMethod: POST}]) {
    stagedTargets { url resourceUrl parameters { name value } }
  }
}
"""
CREATE = """
mutation ($source: String!) {
  fileCreate(files: [{originalSource: $source, filename: "a.png", contentType: IMAGE}]) { files { id } }
}
"""
STATUS = "query ($id: ID!) { node(id: $id) { ... on MediaImage { fileStatus } } }"


def ask(sim: SimulatedShop, query: str, **variables: Any) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{sim.base_url}/admin/api/2026-10/graphql.json",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json", "X-Shopify-Access-Token": sim.token},
    )
    with urllib.request.urlopen(request) as answer:
        document: dict[str, Any] = json.load(answer)
    return document


def upload(sim: SimulatedShop) -> str:
    """The source of a small picture in the storage."""
    target = ask(sim, STAGE)["data"]["stagedUploadsCreate"]["stagedTargets"][0]
    picture = io.BytesIO()
    Image.new("RGB", (16, 16), "blue").save(picture, "PNG")
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{each["name"]}"\r\n\r\n{each["value"]}\r\n'.encode()
        for each in target["parameters"]
    ]
    parts.append(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + picture.getvalue())
    body = b"".join(parts) + b"\r\n--b--\r\n"
    request = urllib.request.Request(target["url"], body, {"Content-Type": "multipart/form-data; boundary=b"})
    urllib.request.urlopen(request).close()
    return str(target["resourceUrl"])


def create(sim: SimulatedShop, source: str) -> str:
    return str(ask(sim, CREATE, source=source)["data"]["fileCreate"]["files"][0]["id"])


def status(sim: SimulatedShop, gid: str) -> str:
    return str(ask(sim, STATUS, id=gid)["data"]["node"]["fileStatus"])


def ready(sim: SimulatedShop, gid: str) -> str:
    """The same id, once it is ready."""
    while status(sim, gid) != "READY":
        pass
    return gid

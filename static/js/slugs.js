// The short name for addresses follows the name while nobody has written one:
// <template data-slug="id_slug" data-slug-of="id_name">.
const short = (name) =>
  name.normalize("NFKD").toLowerCase().replace(/[^\p{ASCII}]/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

for (const { dataset } of document.querySelectorAll("[data-slug]")) {
  const slug = document.getElementById(dataset.slug);
  const name = document.getElementById(dataset.slugOf);
  let isOurs = slug.value === "";
  slug.addEventListener("input", () => {
    isOurs = slug.value === "";
  });
  name.addEventListener("input", () => {
    if (isOurs) slug.value = short(name.value);
  });
}

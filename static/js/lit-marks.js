// The mark of a finding lights up while its row in the list has the pointer or the focus.
const markOf = (event) => {
  const link = event.target.closest?.(".findings > li")?.querySelector("a.findings__number");
  return link && document.getElementById(link.hash.slice(1));
};

function light(event) {
  for (const mark of document.querySelectorAll(".stage__marks [data-is-lit]")) delete mark.dataset.isLit;
  const mark = markOf(event);
  if (mark) mark.dataset.isLit = "yes";
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);

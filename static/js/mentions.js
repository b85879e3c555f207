// Behind an @ in a comment stand the people whom the list [data-people] of the same card names: the arrows and Enter or
// Tab choose one, Escape closes.
const TYPED = /(?<![\w.+@-])@([\w.@+-]*)$/;
const MOST = 6;

let field = null;
let list = null;
let at = 0;

const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const beforeCaret = () => field.value.slice(0, field.selectionStart);

// By the start of a user name or of any word of a full name.
function fitting(typed) {
  const people = field.closest(".card")?.querySelectorAll("[data-people] > li") ?? [];
  const starts = (text) => plain(text).split(/[\s.@_-]+/).some((word) => word.startsWith(plain(typed)));
  return [...people].filter((one) => plain(one.dataset.name).startsWith(plain(typed)) || starts(one.textContent));
}

function close() {
  list?.remove();
  list = null;
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

function highlight(next) {
  const options = [...list.children];
  at = (next + options.length) % options.length;
  for (const option of options) option.setAttribute("aria-selected", option === options[at]);
  field.setAttribute("aria-activedescendant", options[at].id);
  document.dispatchEvent(new CustomEvent("announce", { detail: options[at].textContent.trim() }));
}

function open(people) {
  close();
  list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${field.id}-people`;
  list.role = "listbox";
  list.ariaLabel = document.getElementById("texts").dataset.people;
  people.slice(0, MOST).forEach((one, number) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
    option.role = "option";
    option.dataset.name = one.dataset.name;
    option.append(...[...one.childNodes].map((node) => node.cloneNode(true)));
    option.querySelector(".soft")?.classList.remove("soft");
    list.append(option);
  });
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  highlight(0);
}

function choose(name) {
  const typed = beforeCaret().match(TYPED);
  field.setRangeText(`@${name} `, typed.index, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-mentions] textarea")) return;
  field = event.target;
  const typed = field === document.activeElement && beforeCaret().match(TYPED);
  const people = typed ? fitting(typed[1]) : [];
  const isWhole = people.length === 1 && people[0].dataset.name === typed[1];
  if (people.length && !isWhole) open(people);
  else close();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (!list || event.target !== field || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) highlight(at + step);
    else if (event.key === "Escape") close();
    else if (["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      choose(list.children[at].dataset.name);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

// The text keeps the focus while a name is pressed.
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".mentions > li");
  if (!option) return close();
  event.preventDefault();
  choose(option.dataset.name);
});
document.addEventListener("focusout", (event) => { if (event.target === field) close(); });

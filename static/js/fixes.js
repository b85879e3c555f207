// One click on a finding, without a request: its prompt takes the place of what is typed, and the defaults it needs
// come along. Without this script the button sends the form, which saves the fixed prompt.
function take({ prompt: text, specs }) {
  const prompt = document.getElementById("id_prompt");
  const placeholders = document.getElementById("placeholders");
  for (const [name, spec] of Object.entries(specs)) {
    for (const [part, value] of Object.entries(spec)) placeholders.append(hidden(`${part}:${name}`, value));
  }
  prompt.value = text;
  prompt.focus();
  prompt.dispatchEvent(new Event("input", { bubbles: true }));
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='fix']");
  if (!button) return;
  event.preventDefault();
  take(JSON.parse(button.value));
});

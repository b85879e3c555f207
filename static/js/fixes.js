// One click on a finding: its prompt takes the place of what is typed, and the defaults it needs come along.
function take(button) {
  const prompt = document.getElementById("id_prompt");
  const placeholders = document.getElementById("placeholders");
  for (const [name, spec] of Object.entries(JSON.parse(button.dataset.specs))) {
    for (const [part, value] of Object.entries(spec)) placeholders.append(hidden(`${part}:${name}`, value));
  }
  prompt.value = button.dataset.prompt;
  prompt.focus();
  prompt.dispatchEvent(new Event("input", { bubbles: true }));
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-prompt]");
  if (button) take(button);
});

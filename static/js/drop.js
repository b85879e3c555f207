// Files dropped anywhere on a page that takes pictures go out one after the other, and each says how far it is. No
// form is sent, so what is typed beside stays.
const form = document.getElementById("drop");
const input = form.elements.pictures;
const list = form.querySelector("#drop-files");
const waiting = [];
let isSending = false;

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

function row(file) {
  const item = document.createElement("li");
  item.className = "drop__file small";
  const picture = new Image(48, 48);
  picture.className = "thumb";
  picture.alt = "";
  picture.onload = () => URL.revokeObjectURL(picture.src);
  picture.onerror = () => picture.removeAttribute("src");
  picture.src = URL.createObjectURL(file);
  const text = document.createElement("span");
  text.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  item.append(picture, text, bar);
  list.append(item);
  return { text, bar, item };
}

function place(html) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const item of answer.content.querySelectorAll("li[id]")) {
    document.getElementById("artwork-files")?.append(item);
  }
  return answer.content.querySelector("[data-said]");
}

function send({ file, shown }) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("pictures", file);
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = (event) => (shown.bar.value = event.loaded / event.total);
  request.onloadend = () => {
    const said = [200, 422].includes(request.status) ? place(request.responseText) : null;
    shown.bar.remove();
    shown.item.dataset.tone = request.status === 200 ? "ok" : "bad";
    document.getElementById("cutouts")?.dispatchEvent(new Event("pictures-saved"));
    shown.text.replaceChildren(`${file.name}: `, ...(said?.childNodes ?? [form.dataset.failed]));
    next();
  };
  request.send(body);
}

function next() {
  const one = waiting.shift();
  isSending = Boolean(one);
  if (one) send(one);
}

function add(files) {
  for (const file of files) waiting.push({ file, shown: row(file) });
  if (!isSending) next();
}

input.addEventListener("change", () => {
  add(input.files);
  input.value = "";
});
form.querySelector("button").hidden = true;
document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event) || event.target.closest?.("[data-upload]")) return;
  event.preventDefault();
  document.body.dataset.dropping = "yes";
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) delete document.body.dataset.dropping;
});
document.addEventListener("drop", (event) => {
  delete document.body.dataset.dropping;
  if (!carriesFiles(event) || event.target.closest?.("[data-upload]")) return;
  event.preventDefault();
  add(event.dataTransfer.files);
});

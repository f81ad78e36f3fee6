// Relate to people: the selection in the list, and the dialog that acts on it. The server renders everything
// in the dialog that depends on people; here only the addresses of the selected mails are listed.
const chosen = () => [...document.querySelectorAll('#mail input[name="activity"]:checked')];
const count = (n) => `${n.toLocaleString("en")} e-mail${n === 1 ? "" : "s"}`;

function showSelection() {
  const open = document.getElementById("relate-open");
  if (!open) return;
  const n = chosen().length;
  const boxes = document.querySelectorAll('#mail input[name="activity"]');
  const all = document.getElementById("select-all");
  open.disabled = n === 0;
  open.setAttribute("aria-disabled", String(n === 0));
  document.getElementById("selection").textContent = n ? `${count(n)} selected` : "";
  all.checked = n > 0 && n === boxes.length;
  all.indeterminate = n > 0 && n < boxes.length;
}

function addressChoice(address, uses) {
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "learn", value: address });
  const text = document.createElement("span");
  text.textContent = `${address} (in ${count(uses)})`;
  label.className = "choice";
  label.append(radio, text);
  return label;
}

function listAddresses() {
  const uses = new Map();
  for (const box of chosen())
    for (const address of JSON.parse(box.dataset.addresses)) uses.set(address, (uses.get(address) ?? 0) + 1);
  const ordered = [...uses].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  document.getElementById("addresses").replaceChildren(...ordered.map(([a, n]) => addressChoice(a, n)));
}

function listActivities() {
  const fields = chosen().map((box) =>
    Object.assign(document.createElement("input"), { type: "hidden", name: "activity", value: box.value }),
  );
  document.getElementById("relate-activities").replaceChildren(...fields);
}

function openDialog() {
  const n = chosen().length;
  document.getElementById("relate-count").textContent = count(n);
  document.getElementById("relate-answer").replaceChildren();
  document.getElementById("learn-none").checked = true;
  listActivities();
  listAddresses();
  document.getElementById("relate").show();
}

document.addEventListener("change", (event) => {
  if (event.target.id === "select-all")
    for (const box of document.querySelectorAll('#mail input[name="activity"]')) box.checked = event.target.checked;
  showSelection();
});

document.addEventListener("click", (event) => {
  const named = event.target.closest?.("[id]")?.id;
  if (named === "relate-open" && !event.target.closest("[id]").disabled) openDialog();
  if (named === "relate-cancel") document.getElementById("relate").hide();
});

// The list was read anew after relating (the server says so by this event): close, and count again.
document.addEventListener("related", () => document.getElementById("relate").hide());
document.addEventListener("htmx:afterSettle", showSelection);
showSelection();

// The calendar's dialog and forms. The server renders everything in them; here a dialog is opened and closed,
// attendees are added and removed, and fields that do not apply are put away.
const dialog = () => document.getElementById("event-dialog");

function guestRow(address, name) {
  const row = document.createElement("li");
  const field = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
  const text = document.createElement("span");
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "optional", value: address });
  const remove = document.createElement("button");
  row.className = "guest";
  text.textContent = name || address;
  if (name) text.append(" ", Object.assign(document.createElement("small"), { textContent: address }));
  label.className = "check";
  label.append(box, " optional");
  Object.assign(remove, { type: "button", className: "button quiet", textContent: "✕" });
  remove.dataset.remove = "";
  remove.setAttribute("aria-label", `Remove ${name || address}`);
  row.append(field("attendee", address), field("attendee_name", `${address}=${name}`), text, label, remove);
  return row;
}

function addGuest(choice) {
  const box = choice.closest(".attendees");
  const guests = box.querySelector(".guests");
  const { address, name } = choice.dataset;
  const there = [...guests.querySelectorAll('[name="attendee"]')].some((one) => one.value === address);
  if (!there) guests.append(guestRow(address, name));
  const search = box.querySelector('[type="search"]');
  search.value = "";
  box.querySelector(".people-found").replaceChildren();
  search.focus();
}

function show(form) {
  const named = (name) => form.querySelector(`[name="${name}"]`);
  const whole = named("all_day")?.checked;
  for (const field of form.querySelectorAll(".timed")) field.hidden = whole;
  const repeats = named("repeats")?.value;
  const has = Boolean(repeats) && repeats !== "as_it_is";
  const ends = named("ends")?.value;
  for (const field of form.querySelectorAll(".repeat"))
    field.hidden =
      !has ||
      (field.classList.contains("until") && ends !== "until") ||
      (field.classList.contains("count") && ends !== "count");
}

function keepLastDay(field) {
  const last = field.form.querySelector('[name="end_date"]');
  if (last && (last.value < field.value || last.value === field.dataset.was)) last.value = field.value;
  field.dataset.was = field.value;
}

const showAll = () => {
  for (const form of document.querySelectorAll(".event-form")) show(form);
};

document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-address]");
  if (choice) addGuest(choice);
  const removed = event.target.closest?.("[data-remove]");
  if (removed) {
    const search = removed.closest(".attendees").querySelector('[type="search"]');
    removed.closest("li").remove();
    search.focus();
  }
  if (event.target.closest?.("[data-close]")) {
    if (dialog()) dialog().hide();
    else history.back();
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target.name === "date" && !event.target.dataset.was) event.target.dataset.was = event.target.value;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".event-form");
  if (!form) return;
  if (event.target.name === "date") keepLastDay(event.target);
  show(form);
});

document.addEventListener("htmx:afterSettle", (event) => {
  showAll();
  if (event.target.classList?.contains("event-answer")) event.target.scrollIntoView({ block: "nearest" });
  const asked = event.detail.requestConfig?.elt?.dataset?.dialog;
  if (asked && !document.getElementById(asked).hasAttribute("open")) {
    dialog().show();
    document.querySelector("#event-place [autofocus]")?.focus();
  }
});

// The server says by this event that an event was written: the dialog closes, the week reads itself anew.
document.addEventListener("calendar-changed", () => dialog()?.hide());

// Ticking rows of a plan.
const ticks = () => [...document.querySelectorAll('.plan input[name="item"]')];
document.addEventListener("change", (event) => {
  if (event.target.id === "tick-all") for (const box of ticks()) box.checked = event.target.checked;
  const told = document.getElementById("ticked");
  if (!told || !event.target.closest?.(".plan")) return;
  const n = ticks().filter((box) => box.checked).length;
  const all = document.getElementById("tick-all");
  all.checked = n > 0 && n === ticks().length;
  all.indeterminate = n > 0 && n < ticks().length;
  told.textContent = n ? `${n.toLocaleString("en")} of ${ticks().length.toLocaleString("en")} ticked` : "";
});
showAll();

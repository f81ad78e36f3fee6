// The switch between light and dark. The choice lives in a cookie, so that the server writes it into the
// page and nothing flashes; without a choice the page follows the system.
const YEAR_SECONDS = 31_536_000;
const system = matchMedia("(prefers-color-scheme: dark)");
const shown = () => document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");

function tell(button) {
  const dark = shown() === "dark";
  button.setAttribute("aria-pressed", String(dark));
  button.hidden = false;
}

const button = document.getElementById("theme-switch");
if (button) {
  tell(button);
  system.addEventListener("change", () => tell(button));
  button.addEventListener("click", () => {
    const next = shown() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    document.cookie = `rapport_theme=${next}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
    tell(button);
  });
}

// Tells the server this browser's time zone, so that times are shown as the clock on the wall shows them.
const YEAR_SECONDS = 31_536_000;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").includes(`rapport_zone=${zone}`);
if (zone && !known) document.cookie = `rapport_zone=${zone}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;

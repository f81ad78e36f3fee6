// What every page runs: Fluent's components as far as the pages use them, htmx with morphing, and our own few lines.
import "@fluentui/web-components/avatar/define.js";
import "@fluentui/web-components/badge/define.js";
import "@fluentui/web-components/button/define.js";
import "@fluentui/web-components/dialog/define.js";
import "@fluentui/web-components/dialog-body/define.js";
import "@fluentui/web-components/field/define.js";
import "@fluentui/web-components/message-bar/define.js";
import "@fluentui/web-components/progress-bar/define.js";
import "@fluentui/web-components/text-input/define.js";
import "htmx.org";
import "idiomorph/htmx";
import "./theme.mjs";
import "./relate.mjs";
import "./zone.mjs";
import "./calendar.mjs";

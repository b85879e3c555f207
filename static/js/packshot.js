// Every script that all pages share. Served with the imports in their places.
import "./announce.js";
import "./errors.js";
import "./messages.js";
import "./network.js";
import "./focus.js";
import "./dialogs.js";
import "./keys.js";
import "./shortcuts.js";
import "./candidate-keys.js";
import "./poller.js";
import "./marks.js";
import "./elapsed.js";
import "./viewer.js";
import "./upload.js";
import "./choices.js";
import "./copy.js";
import "./kept-form.js";

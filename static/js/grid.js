// What the page of a shot has besides: its grid, and the threads below it. Served with the imports in their places.
import "./grid-view.js";
import "./candidate-keys.js";
import "./drafts.js";
import "./mentions.js";

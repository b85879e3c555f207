// What a page with a stage and comments has besides. Served with the imports in their places.
import "./pins.js";
import "./drafts.js";
import "./mentions.js";

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for use inside markup: what shoppers type is never markup. */
export const text = (value) => String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** @returns the element with this id */
export const byId = (id) => document.getElementById(id);

/** What the shop remembers in this browser; nothing where the browser forbids it. */
export function stored(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`fieldhouse.${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function store(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(`fieldhouse.${key}`);
    else localStorage.setItem(`fieldhouse.${key}`, JSON.stringify(value));
  } catch {
    // The page goes on without a memory.
  }
}

/** What is compared with its definition, and how much of it is wanted. */
export const PARTS = {
  funnel: { pairs: 1_000_000 },
  conformance: { pairs: 1_000_000 },
  reconciliation: { questions: 10_000 },
};

/**
 * Takes the parts that were run into those that are kept, each with its own counts and date. It has passed where every part
 * is there with as much as is wanted, and without a difference.
 * @param kept the file as it was; nothing where there is none
 * @param run by name, each with `pairs`, `questions`, `differences` (null: it ended before it was through), `seconds` and `date`
 */
export function mergeParts(kept, run) {
  const parts = {};
  for (const name of Object.keys(PARTS)) {
    const part = run[name] ?? kept?.parts?.[name];
    if (part !== undefined) parts[name] = part;
  }
  return { passed: Object.entries(PARTS).every(([name, wanted]) => isDone(parts[name], wanted)), parts };
}

function isDone(part, wanted) {
  return part?.differences === 0 && Object.entries(wanted).every(([count, least]) => part[count] >= least);
}

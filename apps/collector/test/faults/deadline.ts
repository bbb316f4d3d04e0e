/** What each of the schedules that run is doing, by their seeds. */
export type Doing = Map<number, string>;

/**
 * What comes of schedules that run together.
 * @throws Error when that takes longer than `ms`, with what the rest of them was doing
 */
export async function byDeadline<T>(ms: number, all: Promise<T>, doing: Doing): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const rest = [...doing].map(([seed, what]) => `seed ${seed} ${what}`);
      reject(new Error(`After ${ms / 1000} s these schedules have not come to rest: ${rest.join('; ')}`));
    }, ms);
  });
  try {
    return await Promise.race([all, late]);
  } finally {
    clearTimeout(timer);
  }
}

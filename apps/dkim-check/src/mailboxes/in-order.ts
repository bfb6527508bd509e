/** Works on several things at a time and gives the results in the order of the things. */

/** At most `atOnce` are under way or wait to be taken, so that memory stays bounded however slow the first one is. */
export async function* inOrder<Thing, Outcome>(
  things: AsyncIterable<Thing>,
  atOnce: number,
  work: (thing: Thing) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const underWay: Promise<Outcome>[] = [];
  try {
    for await (const thing of things) {
      const outcome = work(thing);
      outcome.catch(() => {}); // heard where it is awaited
      underWay.push(outcome);
      const first = underWay.length >= atOnce ? underWay.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (let first = underWay.shift(); first !== undefined; first = underWay.shift()) yield await first;
  } finally {
    await Promise.allSettled(underWay);
  }
}

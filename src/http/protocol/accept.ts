/**
 * The media type that a client prefers among those on offer (RFC 9110, 12.5.1); the first one where it does not mind.
 * @param offers media types without parameters, the usual one first
 * @returns null when it takes none of them
 */
export function preferredType<Offer extends string>(
  header: string | undefined,
  offers: readonly Offer[],
): Offer | null {
  if (header === undefined || header.trim() === '') return offers[0] ?? null;
  const ranges = header.slice(0, 1000).toLowerCase().split(',').map(rangeOf);
  let best: Offer | null = null;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > bestQuality) {
      best = offer;
      bestQuality = quality;
    }
  }
  return best;
}

interface MediaRange {
  readonly name: string;
  readonly quality: number;
}

function rangeOf(text: string): MediaRange {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  return { name, quality: q === undefined ? 1 : Number(q.slice(2)) || 0 };
}

/** The most specific range that fits decides, however much another one is liked. */
function qualityOf(offer: string, ranges: readonly MediaRange[]): number {
  const names = [offer, `${offer.split('/')[0]}/*`, '*/*'];
  for (const name of names) {
    const range = ranges.find((candidate) => candidate.name === name);
    if (range !== undefined) return range.quality;
  }
  return 0;
}

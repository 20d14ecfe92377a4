import { createRandom, pick, type Random } from './random.js';

/** A word that stands in three of ten comments. */
export const FREQUENT_WORD = 'coffee';
/** A word that stands in twenty comments, however many there are. */
export const RARE_WORD = 'quokka';

const SYLLABLES = 'ba be bo da de di ka ke lo la mi mo na ne no pa pe ra re ri sa se so ta te to tu va ve zi'.split(
  ' ',
);
const ENDINGS = ['', 'n', 'r', 's', 't', 'l'];
const VOCABULARY = 20_000;

const vocabulary = makeVocabulary();

function makeVocabulary(): string[] {
  const random = createRandom('vocabulary');
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    const syllables = Array.from({ length: 1 + Math.floor(random() * 3.5) }, () => pick(random, SYLLABLES));
    words.add(syllables.join('') + pick(random, ENDINGS));
  }
  return [...words].sort((a, b) => a.length - b.length);
}

/** A word, short ones far more often than long ones, about as Zipf's law has it for languages. */
function word(random: Random): string {
  return vocabulary[Math.floor(VOCABULARY ** random()) - 1] as string;
}

/** A sentence of 4 to 18 words. */
function sentence(random: Random): string {
  const words = Array.from({ length: 4 + Math.floor(random() * 15) }, () => word(random));
  const text = words.join(' ');
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** A comment's body: one to eight sentences, mostly few; one in five has a link, emphasis, code or a quotation in Markdown. */
export function body(random: Random): string {
  const sentences = Array.from({ length: 1 + Math.floor(random() ** 2 * 8) }, () => sentence(random));
  if (random() < 0.3) sentences.push(`With ${FREQUENT_WORD}, ${word(random)}.`);
  const text = sentences.join(random() < 0.3 ? '\n\n' : ' ');
  if (random() >= 0.2) return text;
  const form = Math.floor(random() * 4);
  if (form === 0) return `${text} See [${word(random)}](https://${word(random)}.example/${word(random)}).`;
  if (form === 1) return `*${word(random)}* ${text}`;
  if (form === 2) return `${text} Try \`${word(random)}\`.`;
  return `> ${sentence(random)}\n\n${text}`;
}

/** A name of two words. */
export function personName(random: Random): string {
  const part = () => {
    const text = word(random);
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  };
  return `${part()} ${part()}`;
}

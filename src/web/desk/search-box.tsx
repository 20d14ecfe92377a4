import { useEffect, useId, useState } from 'preact/hooks';
import { Icon } from './icons.js';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (words: string) => void;
}

/** A box for words to look for on a page. */
export function SearchBox({ label, value, onSearch }: Props) {
  const id = useId();
  const [words, setWords] = useState(value);
  useEffect(() => setWords(value), [value]);
  return (
    <search class="search-box">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(words.trim());
        }}
      >
        <label for={id} class="unseen">
          {label}
        </label>
        <Icon name="search" />
        <input
          id={id}
          type="search"
          placeholder={label}
          maxLength={500}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" class="unseen" tabIndex={-1}>
          Search
        </button>
      </form>
    </search>
  );
}

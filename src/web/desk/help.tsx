import { Dialog } from './dialog.js';
import { KEYS } from './keys.js';

interface Props {
  readonly keysOn: boolean;
  readonly onKeys: (on: boolean) => void;
  readonly onClose: () => void;
}

export function Help({ keysOn, onKeys, onClose }: Props) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      {/* First, as it takes the focus: in a low window what comes before that is out of sight. */}
      <label class="check">
        <input type="checkbox" checked={keysOn} onChange={(event) => onKeys(event.currentTarget.checked)} /> Use these
        keys
      </label>
      <dl class="keys">
        {KEYS.map(([keys, words]) => (
          <div key={keys} class="key">
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p>With a selection, a decision is about all of it; without, about the comment with the thick edge.</p>
      <button type="button" class="main" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}

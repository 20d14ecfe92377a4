/** A value that can change, and that tells its listeners when it does. */
export interface Box<Value> {
  get(): Value;
  /** Changes some of its properties. */
  set(change: Partial<Value> | ((value: Value) => Partial<Value>)): void;
  /** @returns a function that removes the listener */
  listen(listener: () => void): () => void;
}

export function createBox<Value extends object>(start: Value): Box<Value> {
  let value = start;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(change) {
      value = { ...value, ...(typeof change === 'function' ? change(value) : change) };
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import { Component, type ComponentType, h } from 'preact';

/** A component that is made anew only when one of its properties is another: with hundreds of rows, most stay as they are. */
export function memo<Props extends object>(Inner: ComponentType<Props>) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const keys = Object.keys(next) as (keyof Props)[];
      return keys.some((key) => next[key] !== this.props[key]);
    }

    override render() {
      return h(Inner, this.props as never);
    }
  };
}

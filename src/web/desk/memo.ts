import { Component, type ComponentType, h } from 'preact';

/** A component that is rendered again only when one of its properties has changed. Of hundreds of rows most do not change. */
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

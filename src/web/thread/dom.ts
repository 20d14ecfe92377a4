type Child = Node | string | null | false | undefined;
type Attribute = string | number | boolean | null | undefined | ((event: Event) => unknown);

/**
 * Makes an element. Text becomes text nodes, never markup; a function is a listener for the event that its name gives
 * (`onclick`), so that no attribute holds code.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}

/** Shows text in an element, or hides the element where there is none. */
export function tell(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === '';
}

/** A button that does not submit a form. @param more its class, and a second part name beside `button` */
export function button(words: string, onclick: (event: Event) => void, more = ''): HTMLButtonElement {
  return el('button', { part: `button ${more}`, type: 'button', class: more, onclick }, words);
}

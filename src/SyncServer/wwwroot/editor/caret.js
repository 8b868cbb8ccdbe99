// @ts-check

/**
 * Changes the content of an element and keeps the caret at the same character offset.
 * @param {HTMLElement} holder
 * @param {() => void} change
 */
export function keepCaret(holder, change) {
  const selection = getSelection();
  if (document.activeElement !== holder || !selection?.rangeCount) return change();
  const before = document.createRange();
  before.selectNodeContents(holder);
  before.setEnd(selection.getRangeAt(0).endContainer, selection.getRangeAt(0).endOffset);
  let left = before.toString().length;
  change();
  const texts = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const length = text.nodeValue?.length ?? 0;
    if (left <= length) return selection.collapse(text, left);
    left -= length;
  }
  selection.selectAllChildren(holder);
  selection.collapseToEnd();
}

"""Keys pressed on our forms are for our forms.

JupyterLab takes a letter pressed outside of a text field as a command to the notebook: whoever types `m` to choose from a
list would turn the cell into prose and lose the form in it, and `dd` would delete it.
"""

from __future__ import annotations

import anywidget


class OwnKeys(anywidget.AnyWidget):
    """Shows nothing. On its page keys without Ctrl, Alt or Cmd stay in our forms; Shift and Enter still run the cell."""

    # Once for the page, and before JupyterLab decides: it asks for the attribute on whatever had the focus.
    _esm = """
const ours = '.oo, .oo-field, .oo-button, .oo-tick';
if (!window.ooOwnKeys) {
  window.ooOwnKeys = true;
  document.addEventListener('keydown', event => {
    if (!(event.target instanceof Element) || !event.target.closest(ours)) return;
    const command = event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && event.key === 'Enter');
    event.target.toggleAttribute('data-lm-suppress-shortcuts', !command);
  }, true);
}
export default { render({ el }) { el.hidden = true; } };
"""

    def __repr__(self) -> str:
        return "<own keys>"

/// What the page does beyond being read: it sorts tables, finds images, and enlarges pictures.
///
/// Everything that the script adds, it makes itself, so that a reader without scripts meets nothing
/// that does not work.
enum ReportScript {
  static let source = """

    (function () {
      "use strict";
      \(helpers)
      \(tables)
      const tools = document.getElementById("tools");
      if (!tools) { return; }
      \(cards)
      \(pictures)
    })();

    """

  private static let helpers = """
    const all = (query, root) => Array.from((root || document).querySelectorAll(query));
      const make = (name, parent, text) => {
        const element = document.createElement(name);
        if (text !== undefined) { element.textContent = text; }
        if (parent) { parent.appendChild(element); }
        return element;
      };
      const pressed = (element, act) => {
        element.tabIndex = 0;
        element.addEventListener("click", act);
        element.addEventListener("keydown", (event) => { if (event.key === "Enter") { act(); } });
      };
    """

  /// A click on a title sorts by its column.
  private static let tables = """
    const number = (text) => {
        const plain = text.replace(/[\\s\\u00a0\\u202f\\u2009]/g, "").replace("\\u2212", "-");
        const value = parseFloat(plain);
        return isNaN(value) ? null : value;
      };
      const compare = (a, b) => a.localeCompare(b, undefined, { numeric: true });
      const sortable = (table, body, head, column) => {
        let way = 0;
        head.classList.add("sorts");
        pressed(head, () => {
          way = way === -1 ? 1 : -1;
          const key = (row) => row.cells[column].textContent;
          const rows = Array.from(body.rows).sort((a, b) => {
            if (column === 0) { return -way * compare(key(a), key(b)); }
            const [x, y] = [number(key(a)), number(key(b))];
            if (x === null && y === null) { return -way * compare(key(a), key(b)); }
            if (x === null || y === null) { return x === null ? 1 : -1; }
            return way * (x - y);
          });
          body.append(...rows);
          for (const other of all(".sorted", table)) { other.classList.remove("sorted", "up"); }
          head.classList.add("sorted");
          head.classList.toggle("up", way === 1);
        });
      };
      for (const table of all("table")) {
        const body = table.tBodies[0];
        if (!body || body.rows.length < 3) { continue; }
        all("thead th, thead td", table).forEach((head, column) => {
          sortable(table, body, head, column);
        });
      }
    """
}

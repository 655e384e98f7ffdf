extension ReportScript {
  /// Search, filters and orders above the cards.
  static let cards = controls + "\n" + finding

  private static let controls = """
    const flat = document.getElementById("flat");
      const names = JSON.parse(tools.dataset.names);
      const words = (text) => text.split(" ").filter((word) => word !== "");
      const cards = all(".card").map((element) => ({
        element, home: element.parentNode, text: element.textContent.toLowerCase(),
        name: element.querySelector("h5").textContent, label: element.dataset.t,
        predicted: words(element.dataset.p), wrong: words(element.dataset.w),
        sure: parseFloat(element.dataset.s), cause: parseFloat(element.dataset.i)
      }));
      const cells = all(".cell"), classes = all(".class");
      const nothing = { text: "", label: "", predicted: "", show: "", order: "" };
      let state = { ...nothing };
      const field = (title, element, id) => {
        const label = make("label", tools, title + " ");
        label.appendChild(element).id = id;
        return element;
      };
      const choice = (title, id, options) => {
        const select = make("select");
        for (const [value, text] of options) { make("option", select, text).value = value; }
        return field(title, select, id);
      };
      const occurring = (values) => {
        const places = Array.from(new Set(values)).sort((a, b) => a - b);
        return [["", "any"], ...places.map((place) => [place, names[place]])];
      };
      const search = field("Search", make("input"), "search");
      search.type = "search";
      search.placeholder = "file, class, cause …";
      const label = choice("Class", "label", occurring(cards.map((card) => card.label)));
      const predicted = choice(
        "Taken for", "predicted", occurring(cards.flatMap((card) => card.predicted)));
      const has = (test) => cards.some(test);
      const order = choice("Sort by", "order", [
        ["", "kind of mistake"], ["name", "name"],
        ...has((card) => !isNaN(card.sure))
          ? [["sure", "surest first"], ["unsure", "least sure first"]] : [],
        ...has((card) => card.wrong.length > 1) ? [["models", "most models wrong first"]] : [],
        ...has((card) => !isNaN(card.cause)) ? [["cause", "likeliest interference first"]] : []
      ]);
      const reset = make("button", tools, "Show all");
      const count = make("output", tools);
      count.id = "count";
    """

  private static let finding = """
    const isShown = (card, word) => {
        const rest = word.slice(1);
        if (word[0] === "w") { return card.wrong.includes(rest); }
        if (word[0] === "r") { return !card.wrong.includes(rest); }
        return card.wrong.length === Number(rest);
      };
      const fits = (card) =>
        (state.label === "" || card.label === state.label)
        && (state.predicted === "" || card.predicted.includes(state.predicted))
        && words(state.text).every((word) => card.text.includes(word))
        && words(state.show).every((word) => isShown(card, word));
      const or = (value, other) => isNaN(value) ? other : value;
      const orders = {
        name: (a, b) => compare(a.name, b.name),
        sure: (a, b) => or(b.sure, -1) - or(a.sure, -1),
        unsure: (a, b) => or(a.sure, 2) - or(b.sure, 2),
        models: (a, b) => b.wrong.length - a.wrong.length,
        cause: (a, b) => or(b.cause, -1) - or(a.cause, -1)
      };
      let arranged = "";
      const arrange = () => {
        if (arranged === state.order) { return; }
        const isFlat = state.order !== "";
        for (const card of isFlat ? cards.slice().sort(orders[state.order]) : cards) {
          (isFlat ? flat : card.home).appendChild(card.element);
        }
        arranged = state.order;
      };
      const update = () => {
        let shown = 0;
        for (const card of cards) {
          card.element.hidden = !fits(card);
          shown += card.element.hidden ? 0 : 1;
        }
        arrange();
        const isAll = shown === cards.length;
        const isWhole = isAll && state.order === "";
        for (const cell of cells) {
          cell.hidden = !isWhole && !cell.querySelector(".card:not([hidden])");
        }
        for (const group of classes) { group.hidden = !group.querySelector(".cell:not([hidden])"); }
        count.textContent = (isAll ? "" : shown + " of ") + cards.length + " images";
        reset.hidden = isWhole;
      };
      const clear = () => {
        state = { ...nothing };
        search.value = label.value = predicted.value = order.value = "";
        update();
      };
      search.addEventListener("input", () => {
        state.text = search.value.toLowerCase();
        update();
      });
      for (const [name, control] of Object.entries({ label, predicted, order })) {
        control.addEventListener("change", () => {
          state[name] = control.value;
          update();
        });
      }
      reset.addEventListener("click", clear);
      document.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (!link) { return; }
        if (link.dataset.show) {
          clear();
          state.show = link.dataset.show;
          update();
        } else if (/^#(cell|image|class)-/.test(link.getAttribute("href"))) { clear(); }
      });
      update();
    """

  /// A click on a card's picture shows it enlarged, and the others one after the other.
  static let pictures = """
    const dialog = make("dialog", document.body);
      const frame = make("div", dialog), told = make("div", dialog);
      frame.className = "large";
      let at = 0;
      const seen = () => all(".card:not([hidden])").filter((card) => card.querySelector(".pics"));
      const show = (place) => {
        const cards = seen();
        at = (place + cards.length) % cards.length;
        frame.replaceChildren();
        told.replaceChildren();
        for (const part of cards[at].children) {
          (part.className === "pics" ? frame : told).appendChild(part.cloneNode(true));
        }
        const bar = make("p", told);
        const steps = [["Previous", () => show(at - 1)], ["Next", () => show(at + 1)],
          ["Close", () => dialog.close()]];
        for (const [name, act] of steps) {
          make("button", bar, name).addEventListener("click", act);
        }
        if (!dialog.open) { dialog.showModal(); }
      };
      for (const picture of all(".card .pics")) {
        picture.setAttribute("role", "button");
        picture.setAttribute("aria-label", "Enlarge");
        pressed(picture, () => show(seen().indexOf(picture.closest(".card"))));
      }
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog) { dialog.close(); }
      });
      dialog.addEventListener("keydown", (event) => {
        if (event.key === "ArrowRight") { show(at + 1); }
        if (event.key === "ArrowLeft") { show(at - 1); }
      });
    """
}

/// A drawing, for a file of its own or for a page.
package struct SVG: Sendable, Equatable {
  package let width: Double
  package let height: Double
  /// What it shows, for those who cannot see it.
  package let title: String
  private var body = ""

  static let fonts =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif"

  enum Anchor: String {
    case start, middle, end
  }

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// A whole file, on white, or on dark for readers who prefer it.
  package var document: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup(background: Colour(0xFFFFFF)) + "\n"
  }

  /// The element for a page that holds `definitions`: without background, its ink the colour of
  /// the page's text.
  package var inline: String { markup(background: nil) }

  /// Free space at the left of every figure, which a page has of its own.
  static let margin = 24.0

  /// What fills refer to; once in a file or page, as names must not come twice.
  static let definitions: String = {
    let stripe = Markup.element(
      "path",
      [
        "d": "M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5", "stroke": "currentColor",
        "stroke-opacity": "0.22", "stroke-width": "1",
      ])
    let pattern = Markup.element(
      "pattern",
      ["id": "hatching", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"],
      content: stripe)
    return Markup.element("defs", content: pattern)
  }()

  private static let darkStyle =
    ":root{--paper:#ffffff}@media (prefers-color-scheme:dark){:root{--paper:#12161d;"
    + "color:#e6e9ee}.paper{fill:#12161d}}"

  private func markup(background: Colour?) -> String {
    let cut = background == nil ? Self.margin : 0
    let (w, h) = (Figure.coordinate(width - cut), Figure.coordinate(height))
    var content = Markup.element("title", content: Markup.escaped(title)) + "\n"
    if let background {
      if body.contains(Self.hatching) { content += Self.definitions + "\n" }
      content += Markup.element("style", content: Self.darkStyle) + "\n"
      content +=
        Markup.element(
          "rect", ["class": "paper", "width": w, "height": h, "fill": background.css]) + "\n"
    }
    return Markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "\(Figure.coordinate(cut)) 0 \(w) \(h)",
        "width": w, "height": h, "role": "img", "font-family": Self.fonts,
        "fill": "currentColor", "color": background == nil ? "inherit" : "#17202e",
      ], content: content + body)
  }

  // MARK: Drawing

  mutating func add(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], content: String = ""
  ) {
    body += Markup.element(name, attributes, content: content) + "\n"
  }

  /// What `draw` adds, as a link where there is somewhere to go.
  mutating func linked(to place: String?, _ draw: (inout SVG) -> Void) {
    guard let place else { return draw(&self) }
    var inner = SVG(width: width, height: height, title: title)
    draw(&inner)
    add("a", ["href": place], content: inner.body)
  }

  /// Another drawing's marks as one thing with one note, shown when the pointer rests on it.
  mutating func group(_ marks: SVG, note: String) {
    add("g", content: Markup.element("title", content: Markup.escaped(note)) + "\n" + marks.body)
  }

  /// Text in the middle of a place, with a rim in the colour of the paper, to stand on lines.
  mutating func haloedText(_ text: String, _ x: Double, _ y: Double, size: Double) {
    add(
      "text",
      [
        "x": Figure.coordinate(x), "y": Figure.coordinate(y), "font-size": Figure.coordinate(size),
        "text-anchor": "middle", "font-weight": "600", "paint-order": "stroke",
        "stroke": "#ffffff", "stroke-width": Figure.coordinate(size * 0.32),
        "stroke-linejoin": "round", "style": "stroke:var(--paper,#ffffff)",
        "pointer-events": "none",
      ], content: Markup.escaped(text))
  }

  /// - Parameter note: shown when the pointer rests on it.
  mutating func rectangle(
    _ frame: Frame, fill: String, opacity: Double = 1, radius: Double = 0, note: String? = nil
  ) {
    add(
      "rect",
      [
        "x": Figure.coordinate(frame.x), "y": Figure.coordinate(frame.y),
        "width": Figure.coordinate(max(0, frame.width)),
        "height": Figure.coordinate(max(0, frame.height)),
        "rx": Figure.coordinate(radius), "fill": fill,
        "fill-opacity": Figure.coordinate(opacity),
      ], content: note.map { Markup.element("title", content: Markup.escaped($0)) } ?? "")
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, width: Double = 1,
    stroke: String = "currentColor", opacity: Double = 1
  ) {
    add(
      "line",
      [
        "x1": Figure.coordinate(x1), "y1": Figure.coordinate(y1), "x2": Figure.coordinate(x2),
        "y2": Figure.coordinate(y2), "stroke": stroke, "stroke-width": Figure.coordinate(width),
        "stroke-opacity": Figure.coordinate(opacity),
      ])
  }

  /// Text with its baseline at `y`; `turned` rotates it about (x, y), degrees clockwise.
  ///
  /// Clicks and notes pass through to what lies under it.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor = .start,
    bold: Bool = false, fill: String = "currentColor", opacity: Double = 1, turned: Double = 0
  ) {
    let (place, up) = (Figure.coordinate(x), Figure.coordinate(y))
    let turn =
      turned == 0 ? "translate(0 0)" : "rotate(\(Figure.coordinate(turned)) \(place) \(up))"
    add(
      "text",
      [
        "x": place, "y": up, "font-size": Figure.coordinate(size), "text-anchor": anchor.rawValue,
        "font-weight": bold ? "600" : "400", "fill": fill,
        "fill-opacity": Figure.coordinate(opacity), "transform": turn, "pointer-events": "none",
      ], content: Markup.escaped(text))
  }

  /// Stripes for places where no number stands, as `fill`; see `definitions`.
  static let hatching = "url(#hatching)"

  /// About how wide a text is. Sans-serif letters are 0.57 of their size wide on average; words of
  /// wide ones need more, and a page shows nothing left of its pictures.
  static func estimatedWidth(_ text: String, size: Double) -> Double {
    Double(text.count) * size * 0.62
  }
}

/// A rectangle in a drawing; y goes down.
struct Frame {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  /// Whether the two have a place in common.
  func meets(_ other: Frame) -> Bool {
    x < other.x + other.width && other.x < x + width && y < other.y + other.height
      && other.y < y + height
  }
}

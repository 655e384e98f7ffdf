import Explanations
import Studies
import Terminal

/// What to erase, given a map.
struct BoxOptions: OptionGroup {
  let top = Option(
    "top", "SHARE", .double(in: 0...1),
    help: "Share of an image's pixels, the most salient, that get a box.", default: 0.05)
  let count = Option(
    "count", "N", .int(in: 0...1_000_000_000), help: "The same as a number of pixels."
  ).advanced
  let box = Option(
    "box", "HEIGHTxWIDTH", .box, help: "Box around each of them.", otherwise: BoxShape.usualText)
  let reach = Option(
    "half-extent", "N", .int(in: 0...30_000),
    help: "The same as a reach: boxes of 2 N + 1 pixels a side."
  ).advanced
  let fill = Option.fill
  let anchoring = Option(
    "anchoring", "HOW", .choice(of: BoxPlacement.Anchoring.self),
    help: "Where the pixel is in its box: centred, top-left, cell (the image is cut into boxes), "
      + "component (one tight box around connected pixels).", default: .centred
  ).advanced
  let margin = Option(
    "margin", "N", .int(in: 0...65_536), help: "Pixels around a component.", default: 1
  ).advanced
  let borders = Option(
    "borders", "HOW", .choice(of: BoxPlacement.Borders.self),
    help: "Boxes over the border: clip or shift.", default: .clip
  ).advanced

  var rules: [OptionRule] { [.atMostOne(of: top, count), .atMostOne(of: box, reach)] }
}

extension Option where Value == Fill {
  static var fill: Self {
    Option(
      "fill", "HOW", .choice(),
      help:
        "What erased pixels become: zero (black), mean (the training data's colour), image-mean, "
        + "blur (by 3/32 of the shorter side), noise (of the data's distribution), neighbours "
        + "(painted over from around).",
      default: .zero)
  }
}

extension ValueKind where Value == BoxShape {
  /// Height x width.
  static var box: Self {
    Self(expected: "HEIGHTxWIDTH, each from 1 to \(BoxShape.largestSide), such as 3x3") {
      try? BoxShape(parsing: $0)
    }
  }
}

extension Arguments where Options == BoxOptions {
  /// `--top` or `--count`.
  func selection() throws -> AnchorSelection {
    try self.count.map { try AnchorSelection(count: $0) } ?? AnchorSelection(fraction: self.top)
  }

  /// `--box` or `--half-extent`, and how it lies.
  func placement() throws -> (_ usual: BoxShape) -> BoxPlacement {
    if isGiven(\.margin), self.anchoring != .component {
      throw UsageError("--margin needs --anchoring component")
    }
    let shape = self.reach.map { BoxShape(height: 2 * $0 + 1, width: 2 * $0 + 1) } ?? self.box
    let (anchoring, borders, margin) = (self.anchoring, self.borders, self.margin)
    return { usual in
      BoxPlacement(shape ?? usual, anchoring: anchoring, borders: borders, margin: margin)
    }
  }
}

import Explanations
import Terminal

/// The options by which a command is told what to erase, given a map.
enum BoxOptions {
  static let all: [Option] = [
    Option(
      "top", "SHARE", help: "Share of an image's pixels, the most salient, that get a box.",
      default: "0.05"),
    Option("count", "N", help: "The same as a number of pixels."),
    Option("box", "HEIGHTxWIDTH", help: "Box around each.", default: "3x3"),
    Option(
      "half-extent", "N", help: "The same as a reach: boxes of 2 N + 1 pixels a side."),
    Option(
      "anchoring", "HOW",
      help: "Where the pixel is in its box: centred, top-left, cell (the image is cut into boxes), "
        + "component (one tight box around pixels that hang together).",
      default: BoxPlacement.Anchoring.centred.rawValue),
    Option("margin", "N", help: "Pixels around a component.", default: "1"),
    Option(
      "borders", "HOW", help: "Boxes over the border: clip or shift.",
      default: BoxPlacement.Borders.clip.rawValue),
    fill,
  ]

  static let fill = Option(
    "fill", "HOW",
    help:
      "What erased pixels become: zero (black), mean (the training data's colour), image-mean, blur, "
      + "noise (of the data's distribution), neighbours (painted over from around).",
    default: Fill.zero.rawValue)
}

extension Arguments {
  /// `--top` or `--count`.
  func selection() throws -> AnchorSelection {
    guard let count = try value(ifGiven: "count", .int(in: 0...1_000_000_000)) else {
      return try AnchorSelection(
        fraction: value("top", .double(in: 0...1), default: 0.05))
    }
    guard !isGiven("top") else {
      throw UsageError("expected --top or --count, found both", command: command)
    }
    return try AnchorSelection(count: count)
  }

  /// `--box` or `--half-extent`, and how it lies.
  func placement() throws -> BoxPlacement {
    let anchoring = try value("anchoring", .choice(), default: BoxPlacement.Anchoring.centred)
    if isGiven("margin"), anchoring != .component {
      throw UsageError("--margin needs --anchoring component", command: command)
    }
    return BoxPlacement(
      try box(), anchoring: anchoring,
      borders: try value("borders", .choice(), default: .clip),
      margin: try value("margin", .int(in: 0...65_536), default: 1))
  }

  private func box() throws -> BoxShape {
    guard let reach = try value(ifGiven: "half-extent", .int(in: 0...30_000)) else {
      return try value("box", .box, default: BoxShape(height: 3, width: 3))
    }
    guard !isGiven("box") else {
      throw UsageError("expected --box or --half-extent, found both", command: command)
    }
    return BoxShape(height: 2 * reach + 1, width: 2 * reach + 1)
  }
}

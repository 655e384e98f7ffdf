import Compute
import Datasets
import Explanations
import Images
import Interchange
import Terminal

/// The images to treat, with what is known of their objects and causes.
struct ErasureData {
  let set: ImageSet
  /// The cause planted in each image; nil where the data do not know.
  let causes: [String]?
  let sparing: Sparing?
  /// Where objects are; those of `sparing` where something is spared.
  let objects: ObjectMasks?
  /// Whether the objects are known only because the data were drawn.
  let sparesByOracle: Bool

  init(_ arguments: Arguments, _ compute: Compute) throws {
    let spare = try arguments.value(ifGiven: "spare", .string)
    let objects = try arguments.value(ifGiven: "objects", .string)
    try Self.check(arguments, spare: spare, objects: objects)
    let source = try arguments.dataSource()
    let planted = try source.loadPlanted(arguments.split(), workers: compute.workers)
    let whole = try planted?.set ?? arguments.wholeSplit(compute)
    let set = try arguments.limited(whole)
    self.set = set
    causes = planted?.records.prefix(set.count).map(\.cause.rawValue)
    let masks = try (spare ?? objects).map { text in
      try MaskSource(parsing: text, command: arguments.command).masks(
        of: set, wholeCount: whole.count, split: arguments.split(), data: source,
        workers: compute.workers)
    }
    self.objects = masks
    sparesByOracle =
      try (spare ?? objects).map { try MaskSource(parsing: $0, command: arguments.command) }
      == .data
    if spare != nil, let masks {
      sparing = Sparing(
        masks: masks, rule: try Self.rule(arguments), refills: arguments.flag("refill"))
    } else {
      sparing = nil
    }
  }

  static let options: [Option] = [
    Option(
      "spare", "MASKS",
      help:
        "Leave out pixels on the object. Where it is: FILE.npy (images x height x width, not zero "
        + "on it), FILE.png (one mask for all images, or one below the other), box:TOP,LEFT,HEIGHT,WIDTH, "
        + "centre:SHARE (an ellipse), segment (what stands out by colour), data (what planted sets and "
        + "sets of .npy files know, which new images do not come with)."),
    Option(
      "spare-rule", "RULE",
      help: "anchors (drop pixels on the object), pixels (never touch it), boxes (drop boxes that "
        + "would).", default: Sparing.Rule.anchors.rawValue),
    Option("never-touch", help: "The same as --spare-rule pixels."),
    Option("refill", help: "With --spare: take as many pixels of the background instead."),
    Option(
      "objects", "MASKS",
      help: "Where objects are, as for --spare, for the control on them, without sparing them."),
  ]

  private static func check(_ arguments: Arguments, spare: String?, objects: String?) throws {
    for name in ["never-touch", "refill", "spare-rule"] where spare == nil {
      guard !arguments.isGiven(name) else {
        throw UsageError("--\(name) needs --spare", command: arguments.command)
      }
    }
    guard spare == nil || objects == nil else {
      throw UsageError(
        "expected --spare or --objects, found both", command: arguments.command)
    }
    guard !arguments.flag("never-touch") || !arguments.isGiven("spare-rule") else {
      throw UsageError(
        "expected --never-touch or --spare-rule, found both", command: arguments.command)
    }
  }

  private static func rule(_ arguments: Arguments) throws -> Sparing.Rule {
    arguments.flag("never-touch")
      ? .pixels : try arguments.value("spare-rule", .choice(), default: .anchors)
  }
}

import Explanations
import Studies
import Terminal

/// Which pixels are not to be erased, because they show the object.
struct SparingOptions: OptionGroup {
  static let isAdvanced = true

  let spare = Option(
    "spare", "MASKS", .masks,
    help:
      "Leave out pixels on the object. Where it is: FILE.npy (images x height x width, not zero on "
      + "it), FILE.png (one mask for all images, or one below the other), "
      + "box:TOP,LEFT,HEIGHT,WIDTH, centre:SHARE (an ellipse), segment (what stands out by "
      + "colour), data (what planted sets and "
      + "sets of .npy files know, which new images do not come with).")
  let rule = Option(
    "spare-rule", "RULE", .choice(of: Sparing.Rule.self),
    help: "anchors (drop pixels on the object), pixels (never touch it), boxes (drop boxes that "
      + "would).", default: .anchors)
  let neverTouch = Option(flag: "never-touch", help: "The same as --spare-rule pixels.")
  let refill = Option(
    flag: "refill", help: "With --spare: take as many pixels of the background instead.")
  let objects = Option(
    "objects", "MASKS", .masks,
    help: "Where objects are, as for --spare, for the control on them, without sparing them.")

  var rules: [OptionRule] {
    [
      .option(rule, needs: spare), .option(neverTouch, needs: spare),
      .option(refill, needs: spare), .atMostOne(of: spare, objects),
      .atMostOne(of: neverTouch, rule),
    ]
  }
}

extension Arguments where Options == SparingOptions {
  func request() -> SparingRequest {
    SparingRequest(
      self.spare, rule: self.neverTouch ? .pixels : self.rule, refills: self.refill,
      objects: self.objects)
  }
}

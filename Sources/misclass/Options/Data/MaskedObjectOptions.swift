import Studies
import Terminal

extension Option where Value == NamedMasks? {
  /// Where the objects of images are.
  static var masks: Self { Option("masks", "MASKS", .masks, help: NamedMasks.help) }
}

extension NamedMasks {
  static let help =
    "Where the objects are: FILE.npy (images x height x width, not zero on the object), FILE.png "
    + "(not black on it, or not transparent where opacity differs), a folder of such PNGs that "
    + "have the pictures' names, data (what planted sets, sets of .npy files and tables of "
    + "pictures know), or, as guesses, segment (by colour), centre:SHARE, "
    + "box:TOP,LEFT,HEIGHT,WIDTH."
}

extension ValueKind where Value == NamedMasks {
  /// Masks of objects, by a file or by a word.
  static var masks: Self {
    Self(
      expected: "FILE.npy, FILE.png, a folder, data, segment, centre:SHARE with a number or "
        + "box:TOP,LEFT,HEIGHT,WIDTH with whole numbers",
      file: .inputOrDirectory, describe: { $0.text }
    ) { text in
      MaskSource(parsing: text).map { NamedMasks(source: $0, text: text) }
    }
  }
}

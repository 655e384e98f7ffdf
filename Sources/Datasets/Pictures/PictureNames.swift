import Foundation

/// What file names tell of pictures.
enum PictureNames {
  private static let readable: Set = ["jpg", "jpeg", "jpe", "jfif", "png"]
  /// Formats of pictures that are not read. They are part of a set all the same, so that a set with
  /// such pictures is refused by their names instead of quietly losing them.
  private static let others: Set = [
    "bmp", "gif", "tif", "tiff", "webp", "heic", "heif", "avif", "ppm", "pgm", "jp2", "jxl",
  ]

  /// Whether a file is a picture by the end of its name; hidden files never are.
  static func isPicture(_ name: String) -> Bool {
    guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
    let ending = name[name.index(after: dot)...].lowercased()
    return readable.contains(ending) || others.contains(ending)
  }

  /// The name without its ending.
  static func stem(_ name: String) -> String {
    (name as NSString).deletingPathExtension
  }

  /// Whether a file is a table of pictures by the end of its name.
  static func isTable(_ name: String) -> Bool {
    [".csv", ".tsv", ".txt"].contains { name.lowercased().hasSuffix($0) }
  }

  /// The class that a name such as `cat.0.jpg` tells; nil for other names.
  static func classOfNumbered(_ name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty,
      parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return String(parts[0])
  }
}

import Foundation
import Interchange

/// Pictures that a table names, with their labels: `file,label`, and where wanted `mask` and
/// `split`.
///
/// Files are named from the table's own directory. Labels are class names, numbered in their order;
/// labels that are all whole numbers from 0 are the classes' numbers. Without a column of labels
/// they are not known. The pictures keep the table's order.
package struct PictureList: Sendable, Equatable {
  /// What the header may call each column, besides the first of the names.
  private static let columnNames: [(column: Column, names: [String])] = [
    (.file, ["file", "filename", "file_name", "path", "filepath", "image", "picture", "img"]),
    (
      .label, ["label", "class", "target", "true", "y_true", "category", "classname", "class_name"]
    ),
    (.mask, ["mask", "mask_file"]),
    (.split, ["split", "set", "subset"]),
  ]

  private enum Column { case file, label, mask, split }

  /// More classes than any classifier has: a label above it is a slip.
  private static let mostClasses = 100_000

  let path: String
  package let classNames: [String]
  private let pictures: [Split: ListedPictures]

  /// The table's directory, from which files are named.
  var directory: String {
    let directory = (path as NSString).deletingLastPathComponent
    return directory.isEmpty ? "." : directory
  }

  package func presentSplits() -> [Split] { Split.allCases.filter { pictures[$0] != nil } }

  func pictures(of split: Split) throws -> ListedPictures {
    guard let found = pictures[split] else {
      throw DatasetError.missing(
        path: path,
        expected: "rows with the split \(split) (there is only: "
          + presentSplits().map(\.rawValue).joined(separator: ", ")
          + "; a table without a column 'split' is for judging alone); 'misclass data split' "
          + "writes one with it")
    }
    return found
  }

  /// Reads the table, not the pictures.
  init(path: String) throws {
    self.path = path
    let bytes = try FileReader.bytes(of: path)
    if let other = FormatGuess.otherEncoding(of: bytes) {
      throw InterchangeError(file: path, expected: "a table in UTF-8", found: other)
    }
    var reader = CSVReader(bytes: bytes, file: path, delimiter: Self.delimiter(of: bytes))
    let columns = try Self.columns(&reader)
    let isLabelled = columns[.label] != nil
    // Labels are numbered as they come until all are known.
    var labels: [String: Int] = [:]
    var pictures: [Split: ListedPictures] = [:]
    while try reader.next() {
      if reader.isBlank { continue }
      let text = { (column: Column) -> String? in
        guard let place = columns[column], place < reader.fieldCount else { return nil }
        return reader.trimmedText(place)
      }
      guard let file = text(.file), !file.isEmpty else {
        throw reader.error(expected: "the name of a file", found: "nothing")
      }
      let label = text(.label) ?? ""
      guard !label.isEmpty || !isLabelled else {
        throw reader.error(expected: "a label", found: "nothing")
      }
      guard let split = Self.split(text(.split)) else {
        throw reader.error(
          expected: "train, val or test for the split", found: Excerpt.quoted(text(.split) ?? ""))
      }
      var number: Int?
      if isLabelled {
        number = labels[label] ?? labels.count
        labels[label] = number
      }
      pictures[split, default: .init()].append(
        file, label: number, mask: text(.mask).flatMap { $0.isEmpty ? nil : $0 })
    }
    guard !pictures.isEmpty else {
      throw InterchangeError(file: path, expected: "pictures, one a line", found: "none")
    }
    let texts = labels.sorted { $0.value < $1.value }.map(\.key)
    let (names, numbers) = isLabelled ? try Self.classes(of: texts, path) : ([], [])
    classNames = names
    self.pictures = pictures.mapValues { $0.renumbered(numbers) }
  }

  private static func delimiter(of bytes: [UInt8]) -> UInt8 {
    let header = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    return [UInt8](",;\t|".utf8).first(where: header.contains) ?? UInt8(ascii: ",")
  }

  private static func columns(_ reader: inout CSVReader) throws -> [Column: Int] {
    guard try reader.next() else {
      throw reader.error(expected: "the header file,label", found: "nothing")
    }
    var columns: [Column: Int] = [:]
    for place in 0..<reader.fieldCount {
      let name = reader.trimmedText(place).lowercased()
      guard let column = columnNames.first(where: { $0.names.contains(name) })?.column else {
        continue
      }
      guard columns.updateValue(place, forKey: column) == nil else {
        throw reader.error(
          expected: "one column for each of file, label, mask and split",
          found: "a second one, " + Excerpt.quoted(reader.trimmedText(place)))
      }
    }
    // A column that is not known may be that of the labels under another name.
    let lacksLabel = columns[.label] == nil && reader.fieldCount > columns.count
    let missing = columns[.file] == nil ? "file" : lacksLabel ? "label" : nil
    if let missing {
      let header = (0..<reader.fieldCount).map { reader.trimmedText($0) }
      throw reader.error(
        expected: "a column '\(missing)'", found: Excerpt.list(header, longest: 60))
    }
    return columns
  }

  /// A missing split is that of the images to be judged.
  private static func split(_ text: String?) -> Split? {
    switch text?.lowercased() {
    case nil, "", "test", "val", "valid", "validation": .test
    case "train", "training": .train
    default: nil
    }
  }

  /// The names of the classes, and the number of each label's class.
  ///
  /// - Parameter labels: each different text.
  private static func classes(
    of labels: [String], _ path: String
  ) throws -> (names: [String], numbers: [Int]) {
    let whole = labels.compactMap { Int($0) }
    if whole.count == labels.count, whole.allSatisfy({ $0 >= 0 }), let largest = whole.max() {
      guard largest < mostClasses else {
        throw InterchangeError(
          file: path, expected: "classes below \(mostClasses)", found: "class \(largest)")
      }
      return ((0...largest).map(String.init), whole)
    }
    let names = labels.sorted(by: PictureTree.precedes)
    if let problem = ClassNames.problem(of: names) {
      throw InterchangeError(kind: .malformed, file: path, problem: problem)
    }
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return (names, labels.map { numbers[$0] ?? 0 })
  }
}

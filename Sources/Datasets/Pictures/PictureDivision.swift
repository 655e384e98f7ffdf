import Foundation
import Interchange

/// Pictures that come as one set, parted into some to train with and some to test with.
///
/// Each class is parted by itself. Which pictures go where follows from their names and the seed,
/// not from the order in which they are found.
package struct PictureDivision: Sendable {
  package struct Row: Sendable, Equatable {
    /// As the set names it.
    package let file: String
    /// Nil where labels are not known.
    package let label: Int?
    package let split: Split
  }

  package let classNames: [String]
  package let rows: [Row]
  private let directory: String
  private let masks: NameList?

  /// - Parameters:
  ///   - share: of each class, between 0 and 1, for testing. A class of two pictures or more has
  ///     at least one on either side; the picture of a class that has no other is for training.
  /// - Throws: ``DatasetError`` for a source without pictures in files, and for pictures that are
  ///   parted already.
  package init(_ source: DataSource, share: Double, seed: UInt64) throws {
    guard let pictures = source.pictureSource else {
      // What is not there is said to be missing.
      _ = try source.presentSplits()
      throw DatasetError.unusable(
        reason: "\(source): expected pictures in a folder for each class, or a table of them")
    }
    let splits = pictures.presentSplits()
    guard splits.count == 1, let split = splits.first else {
      throw DatasetError.unusable(
        reason: "\(source): its pictures are parted into train and test already")
    }
    let (listed, classNames) = try pictures.pictures(of: split)
    let isTest = Self.chosen(listed, share: share, seed: seed)
    self.classNames = classNames
    directory = pictures.directory
    masks = listed.masks
    rows = listed.names.indices.map { place in
      Row(
        file: listed.names[place], label: listed.labels.isEmpty ? nil : listed.labels[place],
        split: isTest[place] ? .test : .train)
    }
    try checkNumbers(source)
  }

  /// Names of classes that are numbers are the classes' numbers in a table, which must not leave
  /// any out.
  private func checkNumbers(_ source: DataSource) throws {
    let numbers = classNames.compactMap { Int($0) }
    guard !classNames.isEmpty, numbers.count == classNames.count,
      numbers.sorted() != Array(0..<numbers.count)
    else { return }
    throw DatasetError.unusable(
      reason: "\(source): its classes are named by numbers; expected 0 to \(numbers.count - 1), "
        + "or names that are no numbers")
  }

  private static func chosen(
    _ pictures: ListedPictures, share: Double, seed: UInt64
  ) -> [Bool] {
    var isTest = [Bool](repeating: false, count: pictures.count)
    let classes = Dictionary(grouping: 0..<pictures.count) {
      pictures.labels.isEmpty ? 0 : pictures.labels[$0]
    }
    for members in classes.values where members.count > 1 {
      let count = Int((share * Double(members.count)).rounded())
      let drawn = members.map { place in
        (place, key: SHA256.hexadecimal(of: Array("\(seed)\n\(pictures.names[place])".utf8)))
      }.sorted { $0.key < $1.key }
      for (place, _) in drawn.prefix(min(max(count, 1), members.count - 1)) {
        isTest[place] = true
      }
    }
    return isTest
  }

  /// The table `file,label,split`, with a column `mask` where the set has masks.
  ///
  /// - Parameter path: of the table. Files below its directory are named from there, others by
  ///   their whole path.
  package func table(at path: String) -> [UInt8] {
    let table = URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL.path
    let isLabelled = rows.contains { $0.label != nil }
    var writer = CSVWriter()
    writer.record(
      ["file"] + (isLabelled ? ["label"] : []) + (masks == nil ? [] : ["mask"]) + ["split"])
    for (place, row) in rows.enumerated() {
      var fields = [named(row.file, from: table)]
      if let label = row.label { fields.append(classNames[label]) }
      if let masks { fields.append(masks[place].isEmpty ? "" : named(masks[place], from: table)) }
      writer.record(fields + [row.split.rawValue])
    }
    return writer.bytes
  }

  private func named(_ file: String, from table: String) -> String {
    let path = URL(fileURLWithPath: PictureTree.join(directory, file)).standardizedFileURL.path
    let start = table.hasSuffix("/") ? table : table + "/"
    return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path
  }
}

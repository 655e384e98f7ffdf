import Foundation
package import Tensors

extension PlantedSet {
  package static let optionsFile = "planted.json"

  package static func causesFile(of split: Split) -> String { "\(split.rawValue)_causes.csv" }

  /// Draws a split and writes it as CIFAR-10 binary files, with its side file of causes.
  ///
  /// - Returns: what was drawn, for whoever writes the masks.
  /// - Throws: ``DatasetError`` where the disk refuses, or a file is there and `replacing` is false.
  package func write(
    _ split: Split, to directory: String, replacing: Bool = false, workers: Workers
  ) throws -> PlantedImages {
    let drawn = draw(split, workers: workers)
    let files = CifarBinary(directory: directory)
    try files.write(drawn.set, split: split, replacing: replacing)
    let lines = [PlantedRecord.csvHeader] + drawn.records.map(\.csvLine)
    try WholeFile.write(
      Data((lines.joined(separator: "\n") + "\n").utf8),
      to: files.path(of: Self.causesFile(of: split)))
    return drawn
  }

  /// Writes `planted.json`: the options and the class names, so that the set tells what it is.
  package func writeOptions(to directory: String) throws {
    struct Document: Encodable {
      let options: PlantedOptions
      let classNames: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let document = Document(options: options, classNames: Self.classNames)
    let files = CifarBinary(directory: directory)
    try WholeFile.write(
      try encoder.encode(document) + Data("\n".utf8), to: files.path(of: Self.optionsFile))
  }
}

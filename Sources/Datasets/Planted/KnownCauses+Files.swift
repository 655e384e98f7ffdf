import Foundation
import Images
import Interchange

/// Causes and twins in files beside a data set: `test_marks.csv`, a line per image, and
/// `test_twins.npy`, N x H x W x 3 bytes.
extension KnownCauses {
  static let columns = ["index", "label", "cause", "kind", "mark", "look_alike"]

  /// Nil where the files are not there.
  ///
  /// - Throws: `InterchangeError` for files that hold something else.
  init?(beside directory: String, _ split: Split) throws {
    let file = directory + "/" + Self.marksFile(of: split)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let records = try Self.records(FileReader.bytes(of: file), file: file)
    let path = directory + "/" + Self.twinsFile(of: split)
    guard FileManager.default.fileExists(atPath: path) else {
      throw DatasetError.missing(path: path, expected: "the twins of the images of \(file)")
    }
    let array = try NumpyArray(path: path)
    guard array.shape.count == 4, array.shape[0] == records.count,
      array.shape[3] == ByteImages.channels, array.shape.allSatisfy({ $0 > 0 }),
      case .bytes(let pixels) = array.elements
    else {
      throw InterchangeError(
        file: path, expected: "\(records.count) x height x width x 3 bytes",
        found: "shape \(array.shape)")
    }
    self.init(
      records: records,
      twins: ByteImages(
        count: array.shape[0], height: array.shape[1], width: array.shape[2], pixels: pixels))
  }

  func write(beside directory: String, _ split: Split) throws {
    var writer = CSVWriter()
    writer.record(Self.columns)
    for record in records {
      writer.record([
        "\(record.index)", "\(record.label)", record.cause.rawValue, record.kind.rawValue,
        record.mark.map { "\($0)" } ?? "", record.lookAlike.map { "\($0)" } ?? "",
      ])
    }
    try NumpyArray(
      shape: [twins.count, twins.height, twins.width, ByteImages.channels], bytes: twins.pixels
    ).write(to: directory + "/" + Self.twinsFile(of: split))
    try AtomicFile.write(writer.bytes, to: directory + "/" + Self.marksFile(of: split))
  }

  private static func records(_ bytes: [UInt8], file: String) throws -> [KnownCause] {
    var reader = CSVReader(bytes: bytes, file: file)
    var records: [KnownCause] = []
    var isHeader = true
    while try reader.next() {
      let fields = (0..<reader.fieldCount).map { reader.text($0) }
      defer { isHeader = false }
      if isHeader {
        guard fields == columns else {
          throw InterchangeError(
            file: file, place: "line \(reader.line)",
            expected: columns.joined(separator: ","), found: fields.joined(separator: ","))
        }
        continue
      }
      guard let record = record(fields), record.index == records.count else {
        throw InterchangeError(
          file: file, place: "line \(reader.line)",
          expected: "image \(records.count) with its label, cause, kind, mark and look-alike",
          found: fields.joined(separator: ","))
      }
      records.append(record)
    }
    return records
  }

  private static func record(_ fields: [String]) -> KnownCause? {
    guard fields.count == columns.count, let index = Int(fields[0]), let label = Int(fields[1]),
      let cause = PlantedCause(rawValue: fields[2]), let kind = MarkKind(rawValue: fields[3]),
      fields[4].isEmpty || Int(fields[4]) != nil, fields[5].isEmpty || Int(fields[5]) != nil
    else { return nil }
    return KnownCause(
      index: index, label: label, cause: cause, kind: kind, mark: Int(fields[4]),
      lookAlike: Int(fields[5]))
  }
}

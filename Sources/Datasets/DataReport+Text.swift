import Foundation
import Text

extension DataReport: CustomStringConvertible {
  /// The report as lines of text with a line break after each.
  package var description: String {
    var lines = ["source  \(source)", ""]
    lines.append(pad("class", 14) + splits.map { column($0.split.rawValue, 7) }.joined())
    for (label, name) in classNames.enumerated() {
      lines.append(
        pad(name, 14)
          + splits.map { split in
            column(split.countPerClass.isEmpty ? "?" : "\(split.countPerClass[label])", 7)
          }.joined())
    }
    lines.append(pad("all", 14) + splits.map { column("\($0.count)", 7) }.joined())
    if splits.contains(where: \.countPerClass.isEmpty) {
      lines.append("no labels: nothing tells the classes of the pictures")
    }
    lines.append("")
    for (split, sizes) in zip(splits, pictures ?? []) {
      lines.append(pad("\(split.split.rawValue) pictures", 20) + sizes.text)
    }
    if let channels {
      lines.append(pad("training pixels", 20) + "   red  green   blue   (scale 0 to 1)")
      lines.append(pad("mean", 20) + channels.mean.map { decimals($0) }.joined(separator: " "))
      lines.append(
        pad("deviation", 20) + channels.deviation.map { decimals($0) }.joined(separator: " "))
    } else {
      lines.append(
        splits.contains { $0.split == .train }
          ? "training pictures of different sizes, so no channel means and deviations"
          : "no training images, so no channel means and deviations")
    }
    lines.append("")
    // Only sets that look like CIFAR-10 are held against it.
    let isComparable = files.contains { OfficialFiles.sha256[$0.name] != nil }
    for file in files {
      let standing = isComparable ? "  \(file.standing)" : ""
      lines.append("\(file.name)  \(NumberText.counted(file.records, "record"))\(standing)")
      lines.append("  SHA-256 \(file.sha256)")
    }
    if isComparable { lines += ["", standingLine] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var standingLine: String {
    if isOfficial { return "These are the official CIFAR-10 files." }
    let exact = files.filter { $0.standing != .different }.count
    return "This is not the official CIFAR-10 set"
      + (exact == 0 ? "." : " as a whole; \(exact) of its files hold official bytes only.")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 1))
  }

  private func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 1)) + text
  }

  private func decimals(_ value: Double) -> String {
    String(format: "%.4f", value)
  }
}

extension PictureSizes {
  /// Kinds and sizes in words.
  fileprivate var text: String {
    var parts = kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    if let smallest, let largest {
      let sizes = [smallest, largest].map { "\($0[0]) x \($0[1])" }
      parts.append(sizes[0] == sizes[1] ? sizes[0] : "\(sizes[0]) to \(sizes[1]) (width x height)")
    }
    if unreadable > 0 { parts.append("\(unreadable) that cannot be read") }
    return parts.joined(separator: ", ")
  }
}

extension OfficialStanding: CustomStringConvertible, Encodable {
  package var description: String {
    switch self {
    case .official: "official"
    case .firstRecords(let count): "the first \(count) records of the official file"
    case .different: "not the official bytes"
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

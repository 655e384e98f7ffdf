import Foundation
import Interchange
import Terminal
import Testing
import misclass

/// A command of the program as it declares itself, for tests that hold for every command.
struct DeclaredCommand: CustomTestStringConvertible, Sendable {
  let words: [String]
  let command: Command

  var testDescription: String { "misclass " + words.joined(separator: " ") }

  static let all = Misclass.root.runnable.map(DeclaredCommand.init)

  /// The commands that work, and not only show a text about the program.
  static let working = all.filter { !["help", "completions", "manual"].contains($0.words[0]) }

  /// What a good command line says of options that some command demands.
  ///
  /// A command that demands an option which is not here fails its tests until it is.
  private static let goodValues = [
    "predictions": ["predictions.csv", "predictions.json"], "data": ["data"],
    "model": ["model.safetensors"], "masks": ["masks.npy"], "in": ["model.safetensors"],
    "group": ["a=0>1,1>2", "b=1>0,2>1"], "subset": ["random"], "test-subset": ["random"],
  ]

  /// What single commands want otherwise.
  private static let ownValues = ["data split": ["data": ["pictures.csv"]]]

  /// Files of every kind that `goodValues` names, all of the same 40 images.
  static func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
    let predicted = (0..<40).map { $0 * 7 % 10 }
    let rows = predicted.enumerated().map { index, class_ in
      let scores = (0..<10).map { $0 == class_ ? "2" : "\(Double($0) / 10)" }
      return "\(index),\(index % 10),\(class_),\(scores.joined(separator: ","))\n"
    }
    let header =
      "index,label,predicted," + (0..<10).map { "logit_\($0)" }.joined(separator: ",")
    try place.write(header + "\n" + rows.joined(), "predictions.csv")
    try place.write("\(predicted)", "predictions.json")
    try place.write("file,label\na.png,cat\nb.png,cat\nc.png,dog\n", "pictures.csv")
    try NumpyArray(shape: [40, 32, 32], bytes: (0..<40 * 1024).map { $0 % 1024 < 300 ? 1 : 0 })
      .write(to: place.path("masks.npy"))
  }

  /// A line on which everything is right, but that one option has a value of the test's.
  func line(_ option: OptionDeclaration? = nil, _ value: String = "") throws -> [String] {
    var words = words
    if let option {
      let count = option.isRepeatable ? max(option.least, 1) : 1
      words += (option.isArgument ? [] : [option.spelling])
      words += [value] + (1..<count).map { _ in value }
    }
    for demand in command.demands where !demand.contains(where: { $0.name == option?.name }) {
      words += try good(demand[0])
    }
    return words + ["--quiet", "--threads", "1"]
  }

  private func good(_ option: OptionDeclaration) throws -> [String] {
    let values: [String]
    switch option.file {
    case .output, .outputDirectory: values = ["result"]
    default:
      let own = Self.ownValues[words.joined(separator: " ")]?[option.name]
      values = try #require(
        own ?? Self.goodValues[option.name], "a good value of \(option.spelling)")
    }
    let count = option.isRepeatable ? max(option.least, 1) : 1
    return [option.spelling] + values.prefix(count)
  }
}

/// An option of a command.
struct NamedFileOption: CustomTestStringConvertible, Sendable {
  let owner: DeclaredCommand
  let option: OptionDeclaration

  var testDescription: String { owner.testDescription + " " + option.spelling }

  /// The options of all commands that name files of some uses.
  static func naming(_ uses: Set<FileUse>) -> [NamedFileOption] {
    DeclaredCommand.working.flatMap { owner in
      (owner.command.options + owner.command.arguments)
        .filter { $0.file.map(uses.contains) ?? false }
        .map { NamedFileOption(owner: owner, option: $0) }
    }
  }
}

import Foundation
import Interchange
import Testing

/// `misclass paper`, from outside.
@Suite struct PaperCommandTests {
  private func claims(_ place: Workplace) throws -> [String] {
    try place.lines("paper/claims.csv")
  }

  /// Two models in place of trained ones, and what is done is not done again.
  @Test func studiesModelsAndGoesOn() async throws {
    try await withWorkplace { place in
      try place.writeData(testCount: 16)
      try place.writeModel("a.safetensors")
      try place.writeModel("b.safetensors") { $0.initialize(seed: 9) }
      let words = [
        "paper", "causal", "--data", "data", "--runs", "a.safetensors", "b.safetensors", "--out",
        "paper", "--quiet",
      ]
      let result = try await place.program.run(words)
      #expect(result.code == 0, "\(result)")
      for file in [
        "figure-3.svg", "figure-3a.csv", "figure-4.svg", "figure-5.svg", "figure-5a.csv",
        "figure-6.png", "figure-6.csv", "claims.csv", "report.html", "a/predictions.csv",
        "b/summary.json", "work/0.json",
      ] { #expect(place.exists("paper/" + file), "\(file)") }
      let first = try claims(place)
      #expect(first[0] == "claim,published,verdict,test" && first.count > 10)
      let page = try place.text("paper/report.html")
      for part in ["Figure 3", "Figure 6", "cannot be told"] { #expect(page.contains(part)) }
      let written = try place.bytes("paper/a/summary.json")
      try FileManager.default.removeItem(atPath: place.path("paper/claims.csv"))
      let again = try await place.program.run(words + ["--resume"])
      #expect(again.code == 0, "\(again)")
      #expect(try claims(place) == first)
      #expect(try place.bytes("paper/a/summary.json") == written)
    }
  }

  @Test func trainsTheNetworksThatAreNamed() async throws {
    try await withWorkplace { place in
      try place.writeData(testCount: 8)
      let result = try await place.program.run(
        "paper", "causal", "--data", "data", "--networks", "resnet20", "--epochs", "1", "--out",
        "paper", "--quiet")
      #expect(result.code == 0, "\(result)")
      #expect(place.exists("paper/resnet20/run/model.safetensors"))
      #expect(place.exists("paper/figure-7.svg") && place.exists("paper/figure-7.csv"))
    }
  }

  /// Five images of each of the paper's classes, taken for the next one by one network and for the
  /// paper's look-alike by the other; causes and votes of the first network's mistakes.
  private func furnish(_ place: Workplace) throws {
    let names = [
      "plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    let labels = (0..<50).map { $0 % 10 }
    func table(_ predicted: (Int) -> Int) -> String {
      "index,label,predicted\n"
        + labels.enumerated().map { "\($0),\(names[$1]),\(names[predicted($0)])\n" }.joined()
    }
    try place.write(table { (labels[$0] + 1) % 10 }, "a.csv")
    try place.write(table { $0 % 2 == 0 ? (labels[$0] + 1) % 10 : labels[$0] }, "b.csv")
    let order = names.sorted()
    func number(_ label: Int) -> Int { order.firstIndex(of: names[label]) ?? 0 }
    try FileManager.default.createDirectory(
      atPath: place.path("told"), withIntermediateDirectories: true)
    try place.write(
      "index,label,predicted,probability,verdict\n"
        + labels.enumerated().map { index, label in
          "\(index),\(number(label)),\(number((label + 1) % 10)),"
            + "\(index % 2 == 0 ? 0.1 : 0.9),undecided\n"
        }.joined(), "told/causes.csv")
    try NumpyArray(shape: [50, 10], integers: [Int](repeating: 5, count: 500))
      .write(to: place.path("votes.npy"))
  }

  @Test func takesPredictionsInPlaceOfNetworks() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let words = [
        "paper", "causal", "--predictions", "a.csv", "b.csv", "--causes", "told", "--humans",
        "votes.npy", "--out", "paper", "--quiet",
      ]
      let result = try await place.program.run(words)
      #expect(result.code == 0 && result.out.hasSuffix("paper/report.html\n"), "\(result)")
      let shared = try #require(
        claims(place).first { $0.hasPrefix("Networks share") })
      #expect(shared.contains("holds") && shared.contains("told ρ = -1.00"), "\(shared)")
      let people = try #require(claims(place).first { $0.hasPrefix("People confuse") })
      #expect(people.contains("cannot be told") && people.contains("same everywhere"))
      #expect(try place.lines("paper/shared.csv").count == 2)
      #expect(!place.exists("paper/figure-6.csv"))
      #expect(try await place.program.run(words).code == 1)
    }
  }

  @Test(arguments: [
    ("--predictions a.csv b.csv --epochs 3", 2, "--epochs does not go with --predictions"),
    ("--predictions a.csv", 2, "--predictions"),
    ("--runs a.csv b.csv --networks resnet20", 2, "--networks does not go with --runs"),
    ("--networks resnet20,resnet20", 2, "each network once"),
    ("--resume", 2, "holds no unfinished work"),
    ("--predictions a.csv b.csv --causes nowhere", 3, "nowhere/causes.csv"),
    ("--predictions a.csv b.csv --humans a.csv", 3, "a.csv"),
  ])
  func refusesBeforeItWritesAnything(line: String, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        ["paper", "causal", "--out", "paper", "--limit", "4"].filter { word in
          !line.contains("--predictions") || !["--limit", "4"].contains(word)
        } + line.split(separator: " ").map(String.init))
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(!place.exists("paper"))
    }
  }
}

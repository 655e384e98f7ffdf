import Foundation
import Testing

/// `misclass study`, from outside; what it trains is tested elsewhere.
@Suite struct StudyCommandTests {
  @Test func studiesAModelThatIsGiven() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let result = try await place.program.run(
        "study", "--model", "model.safetensors", "--data", "data", "--out", "study", "--quiet",
        "--limit", "12", "--control-draws", "1")
      #expect(result.code == 0 && result.err == "", "\(result)")
      #expect(result.out.hasSuffix("\nstudy/report.html\n"), "\(result.out)")
      #expect(
        // Causes are told only where the network happens to be right about two classes.
        try FileManager.default.contentsOfDirectory(atPath: place.path("study")).sorted()
          .filter { $0 != "causes.csv" } == [
            "erasure.csv", "heatmap.csv", "heatmap.svg", "predictions.csv", "rates.csv",
            "report.html", "sheet.png", "summary.json",
          ])
      #expect(try place.lines("study/predictions.csv").count == 13)
    }
  }

  /// Without data the planted set is trained on, steadied by the average of the weights.
  @Test func trainsWithTheAverageOfTheWeights() async throws {
    try await withWorkplace { place in
      let words = ["study", "--limit", "16", "--epochs", "1", "--control-draws", "1", "--quiet"]
      for (average, expected) in [([], 0.99), (["--average", "0.5"], 0.5)] {
        let result = try await place.program.run(words + average + ["--out", "study", "--force"])
        #expect(result.code == 0 && result.err == "", "\(result)")
        let settings = try Workplace.object(place.text("study/run/config.json"))
        #expect(settings["averageDecay"] as? Double == expected)
        #expect(try place.text("study/report.html").contains("Decay of the averaged weights"))
      }
    }
  }

  @Test(arguments: [
    ("--model none", 3, "none: no such file"),
    ("--model model.safetensors --arch vgg16", 3, "does not fit the network vgg16"),
    ("--model model.safetensors --epochs 3", 2, "--epochs does not go with --model"),
    ("--model model.safetensors --average 0.9", 2, "--average does not go with --model"),
    ("--average 1", 2, "--average: expected"),
    ("--mean 0,0,0", 2, "--mean needs --model"),
    ("--box 33x1", 2, "at most the image"),
  ])
  func refusesBeforeItWritesAnything(line: String, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let result = try await place.program.run(
        ["study", "--data", "data", "--out", "study"]
          + line.split(separator: " ").map(String.init))
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(!place.exists("study"))
    }
  }
}

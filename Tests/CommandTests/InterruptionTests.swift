import Foundation
import Testing

/// Ctrl-C amid the work.
@Suite struct InterruptionTests {
  @Test(arguments: [
    "predict --out result", "saliency --out result --png sheet.png",
    "erase --out result --control-draws 20",
  ])
  func leavesNothingHalfWritten(line: String) async throws {
    try await withWorkplace { place in
      // Slow enough that the signal comes amid the work.
      try place.writeModel(architecture: "resnet56")
      let result = try await place.program.run(
        line.split(separator: " ").map(String.init)
          + ["--model", "model.safetensors", "--data", "planted", "--batch-size", "1"],
        signal: SIGINT, after: "0 of 2000 images")
      #expect(result.code == 130, "\(result)")
      #expect(result.out == "")
      #expect(result.err.hasSuffix("misclass: interrupted\n"), "\(result.err)")
      #expect(try place.contents() == ["model.safetensors"])
    }
  }

  /// Minutes of resamples on many cores, but no progress to wait for: the warning is the mark.
  @Test func statisticsStop() async throws {
    try await withWorkplace { place in
      let labels = (0..<20_000).map { $0 % 10 }
      try place.write("\(labels)", "labels.json")
      // As good as chance, which is warned of before the tests begin.
      for model in 1...2 {
        try place.write("\(labels.map { ($0 + model) % 10 })", "model\(model).json")
      }
      let result = try await place.program.run(
        [
          "homogeneity", "--predictions", "model1.json", "model2.json", "--labels", "labels.json",
          "--resamples", "1000000",
        ], signal: SIGINT, after: "model2.json: predictions agree")
      #expect(result.code == 130 && result.out == "", "\(result)")
      #expect(result.err.hasSuffix("misclass: interrupted\n"), "\(result.err)")
    }
  }
}

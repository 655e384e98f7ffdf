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
}

import Explanations
import Foundation
import Interchange
import Testing

/// Saliency, erasing, sweeping and measuring, as a user asks for them.
@Suite struct ExplanationCommandTests {
  private static let common = [
    "--model", "model.safetensors", "--data", "data", "--quiet",
  ]

  private func withModel(_ body: (Workplace) async throws -> Void) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      try await body(place)
    }
  }

  @Test(arguments: MethodName.allCases.map(\.rawValue))
  func everyMethodMakesMaps(method: String) async throws {
    try await withModel { place in
      let settings = ["--samples", "6", "--steps", "3", "--window", "16x16", "--stride", "16"]
      func maps(_ name: String, _ more: [String]) async throws -> [Float] {
        let result = try await place.program.run(
          ["saliency", "--method", method, "--out", name, "--listing", name + ".csv"] + settings
            + more + Self.common)
        #expect(result.code == 0, "\(result.err)")
        return try NumpyArray(path: place.path(name)).floats
      }
      let all = try await maps(
        "all.npy", ["--indices", "0-4", "--svg", "s.svg", "--colours", "shared"])
      #expect(all.count == 5 * 1024 && all.allSatisfy(\.isFinite) && Set(all).count > 3)
      let one = try await maps(
        "one.npy", ["--indices", "3", "--threads", "1", "--batch-size", "3"])
      #expect(Array(all[3 * 1024..<4 * 1024]) == one)
      #expect(try place.text("s.svg").contains("<image"))
      let fits = try place.lines("all.npy.csv").dropFirst().map { $0.hasSuffix(",") }
      #expect(fits.allSatisfy { $0 == (method != "lime") })
    }
  }

  @Test func erasingWithEveryOption() async throws {
    try await withModel { place in
      let picture =
        [UInt8](repeating: 255, count: 32 * 8 * 3)
        + [UInt8](repeating: 0, count: 32 * 24 * 3)
      try place.write(PNG.encoded(width: 32, height: 32, pixels: picture), "mask.png")
      let ways = [
        "--count 20 --half-extent 1 --borders shift --fill blur --spare mask.png --refill",
        "--top 0.1 --box 4x4 --anchoring cell --fill noise --spare box:4,4,10,10 --spare-rule "
          + "boxes",
        "--anchoring component --margin 2 --fill neighbours --objects segment --all",
        "--anchoring top-left --box 2x3 --fill image-mean --spare centre:0.3 --spare-rule pixels",
        "--method grad-cam --target predicted-true --layer layer2 --objects mask.png --figures 3,7",
      ]
      for (number, way) in ways.enumerated() {
        let words = way.split(separator: " ").map(String.init)
        let result = try await place.program.run(
          ["erase", "--out", "e\(number)", "--control-draws", "2"] + words + Self.common)
        #expect(result.code == 0, "\(way): \(result.err)")
        let summary = try Workplace.object(place.text("e\(number)/summary.json"))
        let totals = try #require(summary["totals"] as? [String: Any])
        #expect((totals["againstRandom"] as? [Any])?.count == 2)
        #expect(totals["insideObject"] != nil && totals["leastSalient"] != nil)
        #expect((summary["byEdge"] as? [Any])?.isEmpty == false)
      }
      let settings = try #require(
        Workplace.object(place.text("e4/summary.json"))["settings"] as? [String: Any])
      #expect(settings["usesLabel"] as? Bool == true)
      #expect(place.exists("e4/figure-3.svg") && place.exists("e4/figure-7.svg"))
      #expect(try place.text("e4/figure-3.svg").contains("image-rendering:pixelated"))
      let header = try place.lines("e0/erasure.csv")[0]
      #expect(header.contains("least_salient_after") && header.contains("inside_object_after"))
    }
  }

  @Test func aSweepGoesOnWhereItWasLeft() async throws {
    try await withModel { place in
      let sweep = [
        "erase", "sweep", "--methods", "gradient", "random", "--tops", "0.05", "0.2", "--boxes",
        "1x1",
        "--fills", "mean", "blur", "--least-sure", "1", "0.5", "--block", "15", "--out", "sweep",
      ]
      let first = try await place.program.run(sweep + Self.common)
      #expect(first.code == 0, "\(first.err)")
      let (csv, summary) = (
        try place.bytes("sweep/sweep.csv"), try place.text("sweep/summary.json")
      )
      // 2 shares x (mirror + 2 draws x 2 methods x (4 recipes + 2 families) x 2 averagings).
      #expect(try place.lines("sweep/sweep.csv").count == 1 + 2 * (1 + 2 * 2 * 6 * 2))
      for name in ["sweep.csv", "summary.json", "pareto.svg", "work/method-1-15.npy"] {
        try FileManager.default.removeItem(atPath: place.path("sweep/" + name))
      }
      let again = try await place.program.run(sweep + ["--resume"] + Self.common)
      #expect(again.code == 0 && again.out == first.out, "\(again.err)")
      #expect(try place.bytes("sweep/sweep.csv") == csv)
      #expect(try place.text("sweep/summary.json") == summary)
      #expect(try place.text("sweep/pareto.svg").contains("mirror averaging"))
      let other = try await place.program.run(sweep + ["--resume", "--seed", "1"] + Self.common)
      #expect(other.code == 2 && other.err.contains("other settings"))
      let full = try await place.program.run(sweep + Self.common)
      #expect(full.code == 1 && full.err.contains("is not empty"))
    }
  }

  @Test func theSmallestErasures() async throws {
    try await withModel { place in
      let result = try await place.program.run(
        ["erase", "minimal", "--limit", "5", "--goal", "other", "--most-boxes", "60"]
          + ["--out", "minimal", "--json"] + Self.common)
      #expect(result.code == 0, "\(result.err)")
      let summary = try Workplace.object(result.out)
      #expect(summary["mistakes"] as? Int == 5)
      let lines = try place.lines("minimal/minimal.csv")
      #expect(lines.count == 6 && lines[0].hasPrefix("index,label,before,after,boxes"))
      for line in lines.dropFirst() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if let after = Int(fields[3]) { #expect(after != Int(fields[2])) }
        if let boxes = Int(fields[4]), let added = Int(fields[5]) { #expect(boxes <= added) }
      }
      #expect(place.exists("minimal/sizes.svg") && place.exists("minimal/sheet.png"))
    }
  }

  @Test func explanationsAreMeasured() async throws {
    try await withModel { place in
      let result = try await place.program.run(
        ["evaluate-explanations", "--methods", "gradient", "integrated-gradients", "random"]
          + [
            "--steps", "3", "--limit", "12", "--per-step", "256", "--objects",
            "data/test_masks.npy",
          ]
          + ["--out", "evaluation", "--json"]
          + ["--model", "model.safetensors", "--data", "data", "--quiet"])
      // The masks are not written beside this set, so that a missing file is named.
      #expect(result.code == 3 && result.err.contains("test_masks.npy"))
      let fine = try await place.program.run(
        ["evaluate-explanations", "--methods", "gradient", "integrated-gradients", "random"]
          + ["--steps", "3", "--limit", "12", "--per-step", "256", "--objects", "centre"]
          + ["--out", "evaluation", "--json"] + Self.common)
      #expect(fine.code == 0, "\(fine.err)")
      #expect(try place.lines("evaluation/evaluation.csv").count == 1 + 3 * 12)
      let methods = try #require(Workplace.object(fine.out)["methods"] as? [[String: Any]])
      #expect(methods.count == 3)
      for (number, method) in methods.enumerated() {
        let mistakes = try #require(method["mistakes"] as? [String: Any])
        #expect(mistakes["mass"] != nil && mistakes["insertion"] != nil)
        #expect((mistakes["incompleteness"] != nil) == (number == 1))
      }
    }
  }

  @Test(arguments: [
    ("saliency --method grad-cam --layer layer3.9 --indices 0 --out o", 2, "layer3.0, layer3.1"),
    ("saliency --method grad-cam --layer linear --indices 0 --out o", 2, "at least two"),
    ("saliency --method gradcam --indices 0 --out o", 2, "did you mean 'grad-cam'?"),
    ("saliency --method occlusion --window 40x40 --indices 0 --out o", 2, "at most the image"),
    ("saliency --method occlusion --stride 5 --indices 0 --out o", 2, "--stride"),
    ("saliency --method lime --segments slic:0 --indices 0 --out o", 2, "--segments"),
    ("erase --top 1.5 --out o", 2, "--top: expected a number from 0.0 to 1.0"),
    ("erase --top 0.1 --count 3 --out o", 2, "found both"),
    ("erase --box 3x3 --half-extent 1 --out o", 2, "found both"),
    ("erase --margin 3 --out o", 2, "--margin needs"),
    ("erase --half-extent 16 --out o", 2, "at most the image"),
    ("erase --spare small.png --out o", 3, "small.png: expected a picture 32 wide"),
    ("erase --spare cut.png --out o", 3, "cut.png: the file ends early"),
    ("erase --spare empty.png --out o", 3, "empty.png: expected a PNG picture"),
    ("erase --spare nowhere.png --out o", 3, "nowhere.png"),
    ("erase --spare box:1,2,3 --out o", 2, "box:TOP,LEFT,HEIGHT,WIDTH"),
    ("erase --spare box:30,0,9,9 --out o", 2, "within the image"),
    ("erase --spare centre:2 --out o", 2, "centre:SHARE"),
    ("erase --spare centre --objects centre --out o", 2, "found both"),
    ("erase sweep --fills zero --resume --out o", 3, "o/config.json"),
    ("erase sweep --tops 2 --out o", 2, "--tops"),
    ("erase minimal --goal wrong --out o", 2, "--goal"),
    ("evaluate-explanations --objects planted --out o", 2, "--data planted"),
  ])
  func wrongInput(line: String, code: Int32, message: String) async throws {
    try await withModel { place in
      let small = PNG.encoded(width: 16, height: 16, pixels: [UInt8](repeating: 9, count: 768))
      try place.write(small, "small.png")
      let whole = PNG.encoded(width: 32, height: 32, pixels: [UInt8](repeating: 9, count: 3072))
      try place.write(Array(whole.prefix(whole.count - 30)), "cut.png")
      try place.write("", "empty.png")
      let words = line.split(separator: " ").map(String.init)
      let result = try await place.program.run(words + Self.common)
      #expect(result.code == code && result.err.contains(message), "\(result.err)")
      #expect(!place.exists("o"))
    }
  }
}

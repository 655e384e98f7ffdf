import Foundation
import Interchange
import Testing

/// `report` with what the other commands found.
@Suite struct ReportExhibitTests {
  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  /// Small results of every command that the report reads, of the first images of 40.
  private func furnish(_ place: Workplace, _ lines: [String]) async throws {
    try place.writeData()
    try place.writeModel()
    try NumpyArray(
      shape: [40, 32, 32], bytes: (0..<40 * 1024).map { $0 / 32 % 32 < 16 ? 1 : 0 }
    ).write(to: place.path("data/test_masks.npy"))
    for line in ["predict --out p.csv"] + lines {
      let result = try await place.program.run(
        words(line + " --model model.safetensors --data data --force"))
      #expect(result.code == 0, "\(line): \(result.err)")
      if line.hasPrefix("obalex") { try place.write(result.out, "obalex.json") }
    }
  }

  private static let all =
    "report --predictions p.csv --data data --erased e --sweep w --sis s --undesirable u "
    + "--obalex obalex.json --out r.html"

  @Test func showsNumbersAndPicturesOfAll() async throws {
    try await withWorkplace { place in
      try await furnish(
        place,
        [
          "erase --limit 6 --figures 0,3 --out e",
          "erase sweep --limit 8 --tops 0.05 --fills mean --out w",
          "sis --limit 3 --per-round 256 --threshold 0.05 --out s",
          "undesirable --limit 3 --iterations 3 --out u",
          "obalex --limit 20 --masks data --json",
        ])
      let result = try await place.program.run(words(Self.all))
      #expect(result.code == 0, "\(result.err)")
      let page = try place.text("r.html")
      for title in [
        "What the errors depend on", "Erasing what a map points at", "Many ways to erase",
        "What little is enough", "What stands in the way", "Whether it looks at the object",
      ] {
        #expect(page.contains(title), "\(title)")
      }
      // Two figures, the front, the subsets' curves; their sheet and that of the masks.
      #expect(page.components(separatedBy: "data:image/svg+xml;base64,").count == 5)
      #expect(page.components(separatedBy: "class=\"wide exhibit\"").count == 7)
      // The number of erased boxes' right answers is that of the command's own summary.
      let summary = try Workplace.object(try place.text("e/summary.json"))
      let totals = try #require(summary["totals"] as? [String: Any])
      let treatment = try #require(totals["treatment"] as? [String: Any])
      let fixed = try #require(treatment["fixed"] as? Int)
      let errors = try #require(treatment["errorsBefore"] as? Int)
      #expect(page.contains("<td>\(fixed) of \(errors)</td>"))
    }
  }

  @Test func refusesWhatItCannotShow() async throws {
    try await withWorkplace { place in
      try await furnish(
        place, ["erase --limit 30 --out e", "sis --limit 2 --per-round 512 --out s"])
      func expectRefusal(_ options: String, _ message: String) async throws {
        let result = try await place.program.run(
          words("report --predictions p.csv --data data --force --out r.html " + options))
        #expect(result.code == 3 && result.err.contains(message), "\(options): \(result.err)")
        #expect(!place.exists("r.html"))
      }
      try await expectRefusal("--erased nowhere", "nowhere/summary.json: no such file")
      try await expectRefusal("--obalex nothing.json", "nothing.json: no such file")
      // The results of another command.
      try await expectRefusal("--sis e", "e/summary.json")
      try await expectRefusal("--obalex e/summary.json", "e/summary.json")
      // Cut off in the middle.
      let sheet = try Data(contentsOf: URL(fileURLWithPath: place.path("s/sheet.png")))
      try sheet.prefix(sheet.count / 2).write(to: URL(fileURLWithPath: place.path("s/sheet.png")))
      try await expectRefusal("--sis s", "s/sheet.png")
      try place.write(String(try place.text("s/summary.json").prefix(200)), "s/summary.json")
      try await expectRefusal("--sis s", "s/summary.json")
      // Of more images than were predicted.
      let lines = try place.lines("p.csv").prefix(11)
      try place.write(lines.joined(separator: "\n") + "\n", "p.csv")
      let result = try await place.program.run(
        words("report --predictions p.csv --erased e --out r.html"))
      #expect(
        result.code == 3
          && result.err.contains(
            "e/summary.json: expected results on at most the 10 images of the predictions, found "
              + "results on 30"),
        "\(result.err)")
    }
  }
}

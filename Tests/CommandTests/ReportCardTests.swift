import Foundation
import Images
import Interchange
import Testing

/// The cards of `report`, what it was made from, and confusion matrices in place of predictions.
@Suite struct ReportCardTests {
  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  /// Forty images, every fourth taken for the next class.
  private func furnish(_ place: Workplace) throws {
    try place.writeData()
    var lines = ["index,label,predicted,prob_0,prob_1,prob_2,prob_3,prob_4,prob_5,prob_6,prob_7"]
    lines[0] += ",prob_8,prob_9"
    for image in 0..<40 {
      let label = image % 10
      let predicted = image % 4 == 0 ? (label + 1) % 10 : label
      let scores = (0..<10).map { $0 == predicted ? "0.55" : "0.05" }
      lines.append("\(image),\(label),\(predicted),\(scores.joined(separator: ","))")
    }
    try place.write(lines.joined(separator: "\n") + "\n", "p.csv")
  }

  private func article(_ image: Int, _ page: String) -> String {
    let start = page.range(of: "<article class=\"card\" id=\"image-\(image)\"")
    guard let start, let end = page[start.upperBound...].range(of: "</article>") else { return "" }
    return String(page[start.lowerBound..<end.upperBound])
  }

  /// What the other commands write, in short.
  private func writeKnowledge(_ place: Workplace) throws {
    for directory in ["causes", "erased"] {
      try FileManager.default.createDirectory(
        atPath: place.path(directory), withIntermediateDirectories: true)
      try place.write(
        PNG.encoded(width: 1, height: 1, pixels: [1, 2, 3]), "\(directory)/sheet.png")
    }
    try place.write(
      #"{"settings":{"window":[8,16],"model":"m","data":"d","masks":"segment"},"mistakes":1,"#
        + #""verdicts":{"interference":1,"undecided":0}}"#, "causes/summary.json")
    try place.write(
      "index,label,predicted,occluded_row,occluded_column,probability,verdict\n"
        + "4,4,5,8,16,0.8125,interference\n", "causes/causes.csv")
    try NumpyArray(
      shape: [1, 32, 32], floats: (0..<1024).map { Float($0 % 32) }
    ).write(to: place.path("maps.npy"))
    try place.write("index,label,predicted,map_fault,fit\n4,4,5,,\n", "maps.csv")
    let votes = (0..<400).map { $0 % 10 == $0 / 10 % 10 ? 30 : $0 % 10 == 0 ? 20 : 0 }
    try NumpyArray(shape: [40, 10], integers: votes).write(to: place.path("votes.npy"))
  }

  @Test func cardsShowWhatIsKnownOfAnImage() async throws {
    try await withWorkplace { place in
      try furnish(place)
      try writeKnowledge(place)
      let line =
        "report --predictions p.csv --data data --causes causes --saliency maps.npy --listing "
        + "maps.csv --humans votes.npy --out r.html --undated --quiet"
      let result = try await place.program.run(words(line))
      #expect(result.code == 0 && result.err == "", "\(result.err)")
      let page = try place.text("r.html")
      let card = article(4, page)
      for text in [
        "interference, interference 81\u{A0}%", "data-i=\"0.8125\"", "data-s=\"0.5500\"",
        "top:25.00%;left:50.00%;height:25.00%;width:50.00%", "saliency of image 4",
      ] {
        #expect(card.contains(text), "\(text)")
      }
      #expect(card.components(separatedBy: "<img").count == 3)
      #expect(card.contains("30, ") && card.contains(" 20"), "what people chose")
      #expect(article(8, page).components(separatedBy: "<img").count == 2)
      #expect(page.components(separatedBy: "<article").count == 11, "ten mistakes")
      #expect(page.contains("What led to the mistakes") && !page.contains("113.13"))
      // The same once more, in other circumstances, to the bit.
      let again = try await place.program.run(words(line + " --threads 1 --force"))
      let same = try place.text("r.html") == page
      #expect(again.code == 0 && same, "\(again.err)")
      // A window beyond the picture has no frame; a table without the columns is refused.
      try place.write("index,probability\n4,0.5\n", "causes/causes.csv")
      let refused = try await place.program.run(words(line + " --force"))
      #expect(refused.code == 3 && refused.err.contains("'verdict'"), "\(refused.err)")
    }
  }

  @Test func imagesAreChosenAndPicturesMadeSmaller() async throws {
    try await withWorkplace { place in
      try furnish(place)
      func page(_ options: String) async throws -> String {
        let result = try await place.program.run(
          words("report --predictions p.csv --data data --out r.html --force --quiet " + options))
        #expect(result.code == 0, "\(result.err)")
        return try place.text("r.html")
      }
      func cards(_ page: String) -> Int { page.components(separatedBy: "<article").count - 1 }
      let right = try await page("--right")
      #expect(cards(right) == 30 && right.contains("classified right"))
      let pairs = try await page("--pairs 4>5,8>9")
      #expect(cards(pairs) == 4 && !article(4, pairs).isEmpty && article(0, pairs).isEmpty)
      let capped = try await page("--images 3")
      #expect(cards(capped) == 3)
      let none = try await page("--between 0.6 1")
      #expect(cards(none) == 0 && !none.contains("The images behind the cells"))
      let dated = try await page("--images-per-cell 0")
      #expect(dated.contains("<dt>Date</dt>") && dated.contains("<dt>Program</dt><dd>misclass "))
      #expect(dated.contains("<dd>misclass report --predictions p.csv --data data --out r.html "))
      let digest = try #require(dated.range(of: "[0-9a-f]{64}", options: .regularExpression))
      let sum = try await page("--undated")
      #expect(sum.contains(dated[digest]) && !sum.contains("<dt>Date</dt>"))
      let published = try await page("--as-published --images-per-cell 0")
      #expect(published.contains("113.13"))
    }
  }

  /// The same counts, from predictions and from a matrix.
  @Test func matricesStandForPredictions() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let written = try await place.program.run(
        words("confusion --predictions p.csv --counts m.csv --json"))
      let read = try await place.program.run(words("confusion --predictions m.csv --json"))
      #expect(written.code == 0 && read.code == 0, "\(written.err)\(read.err)")
      #expect(written.out == read.out)
      #expect(read.err.contains("read as a confusion matrix of 10 classes and 40 images"))
      for command in ["confusion network", "patterns"] {
        let first = try await place.program.run(words(command + " --predictions p.csv"))
        let second = try await place.program.run(words(command + " --predictions m.csv"))
        #expect(first.code == 0 && first.out == second.out, "\(command): \(second.err)")
      }
      let metrics = try await place.program.run(words("metrics --predictions m.csv"))
      #expect(metrics.code == 0 && metrics.out.contains("Matthews"), "\(metrics.err)")
      try place.write(try place.text("m.csv"), "n.csv")
      let two = try await place.program.run(words("homogeneity --predictions m.csv n.csv"))
      #expect(two.code == 0 && !two.out.contains("Cochran"), "\(two.err)")
      let page = try await place.program.run(
        words("report --predictions m.csv n.csv --out r.html --undated"))
      let html = try place.text("r.html")
      #expect(page.code == 0 && html.contains("Only confusion matrices were given"))
      #expect(!html.contains("Believe the paired tests") && !html.contains("<article"))
      for line in [
        "scores --predictions m.csv --group a=0>1 --group b=1>0",
        "compare --predictions m.csv n.csv",
        "confusion --predictions m.csv p.csv", "confusion --predictions p.csv m.csv",
      ] {
        let refused = try await place.program.run(words(line))
        #expect(refused.code == 3 && refused.err.contains("confusion matrix"), "\(refused.err)")
      }
    }
  }

  @Test func picturesOfAnotherKindAreRefused() async throws {
    try await withWorkplace { place in
      try furnish(place)
      for line in [
        "confusion --predictions p.csv --svg x.png", "metrics --predictions p.csv --svg x.PNG",
        "confusion --predictions p.csv --rates-svg x.pdf",
      ] {
        let refused = try await place.program.run(words(line))
        #expect(refused.code == 2 && refused.err.contains("as SVG"), "\(refused.err)")
      }
      let drawn = try await place.program.run(
        words("metrics --predictions p.csv --svg x.svg --quiet"))
      let reliability = try place.text("x.svg")
      #expect(drawn.code == 0 && reliability.contains(">ECE: "))
      let shown = try await place.program.run(
        words(
          "confusion --predictions p.csv --svg h.svg --classes-shown 3 --order likeness --quiet"))
      let heatMap = try place.text("h.svg")
      #expect(shown.code == 0 && heatMap.contains("7 other classes"))
      let unknown = try await place.program.run(
        words("confusion --predictions p.csv --svg h.svg --classes-shown x,y --force"))
      #expect(unknown.code == 2 && unknown.err.contains("'x'"), "\(unknown.err)")
    }
  }

  @Test func erasingChosenImages() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let erase = "erase --model model.safetensors --data data --quiet --out "
      for (options, directory) in [("", "all"), (" --wrong --limit 5", "wrong")] {
        let result = try await place.program.run(words(erase + directory + options))
        #expect(result.code == 0, "\(result.err)")
      }
      // An image is treated the same whichever others are treated with it.
      let (all, wrong) = (try place.lines("all/erasure.csv"), try place.lines("wrong/erasure.csv"))
      #expect(wrong.count == 6 && Array(all.prefix(6)) == wrong)
      let none = try await place.program.run(words(erase + "none --between 0.999 1"))
      #expect(none.code == 3 && none.err.contains("none of the 40 images"), "\(none.err)")
    }
  }
}

import Datasets
import Explanations
import Images
import Studies
import Terminal
import Testing

/// What a text names as the place of objects, and what comes of it.
@Suite struct MaskSourceTests {
  @Test(arguments: [
    ("data", MaskSource.data), ("planted", .data), ("segment", .segment),
    ("centre", .centre(share: 0.4)), ("centre:0.25", .centre(share: 0.25)),
    ("box:2,3,4,5", .box(PixelFrame(rows: 2..<6, columns: 3..<8))),
    ("masks.npy", .file("masks.npy")), ("boxes/data", .file("boxes/data")),
  ])
  func textsNameSources(text: String, source: MaskSource) {
    #expect(MaskSource(parsing: text) == source)
  }

  @Test(arguments: [
    "", "centre:", "centre:nan", "centre:wide", "box:", "box:1,2,3", "box:1,2,0,4", "box:-1,2,3,4",
    "box:1,2,3,4,5", "box:1,2,99999999999999999999,4",
  ])
  func halfOfAKindIsNone(text: String) {
    #expect(MaskSource(parsing: text) == nil)
  }

  @Test func onlyGuessesAreEstimates() {
    #expect(!MaskSource.data.isEstimate && !MaskSource.file("masks.npy").isEstimate)
    #expect(MaskSource.segment.isEstimate && MaskSource.centre(share: 0.4).isEstimate)
  }

  /// Requests are values: no command line is needed to ask for images.
  @Test func dataAreAskedForByAValue() throws {
    let pictures = PictureRequest(nil, skipsBroken: false, Console(quiet: true))
    let request = DataRequest("planted:7", split: .test, pictures: pictures)
    #expect(try request.source().description == "planted:7")
    let missing = DataRequest("nowhere", split: .test, pictures: pictures)
    #expect(throws: DatasetError.self) {
      try missing.source().load(.test, workers: Workers(threads: 1))
    }
  }
}

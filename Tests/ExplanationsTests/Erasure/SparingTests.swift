import Images
import Testing

import Explanations

/// What sparing and the controls promise, over many random cases.
@Suite struct SparingTests {
  @Test(arguments: 0..<40)
  func promises(seed: UInt64) throws {
    var stream = RandomStream(seed, 3)
    let (height, width) = (stream.integer(in: 4..<12), stream.integer(in: 4..<12))
    let area = height * width
    let object = (0..<area).map { _ in stream.uniform() < 0.3 }
    let map = (0..<area).map { _ in stream.uniform() + 0.001 }
    let placement = BoxPlacement(
      BoxShape(height: stream.integer(in: 1..<4), width: stream.integer(in: 1..<4)),
      anchoring: [.centred, .topLeft, .cell][stream.integer(in: 0..<3)],
      borders: stream.uniform() < 0.5 ? .clip : .shift)
    let count = stream.integer(in: 1..<area / 2)
    let selection = try AnchorSelection(count: count)
    for rule in Sparing.Rule.allCases {
      for refills in [false, true] {
        let region = ErasureRegion(
          height: height, width: width, placement: placement, object: object[...], rule: rule,
          refills: refills)
        let frames = region.frames(map: map[...], selection: selection)
        let mask = region.treatment(map: map[...], selection: selection)
        let touched = zip(mask.pixels, object).contains { $0 && $1 }
        if rule != .anchors { #expect(!touched) }
        let background = object.count { !$0 }
        if refills, rule != .boxes { #expect(frames.count == min(count, background)) }
        if !refills { #expect(frames.count <= count) }
        // The union, but for what is spared.
        var union = [Bool](repeating: false, count: area)
        for frame in frames {
          for row in frame.rows {
            for column in frame.columns { union[row * width + column] = true }
          }
        }
        if rule == .pixels { for pixel in 0..<area where object[pixel] { union[pixel] = false } }
        #expect(mask.pixels == union)

        let least = region.leastSalient(area: mask.count, map: map[...])
        #expect(least.count == mask.count)
        if rule != .anchors { #expect(!zip(least.pixels, object).contains { $0 && $1 }) }
        let inside = try #require(region.insideObject(area: mask.count, map: map[...]))
        #expect(inside.count == min(mask.count, area - background))
        #expect(!zip(inside.pixels, object).contains { $0 && !$1 })
      }
    }
  }

  @Test func onlyWhatIsAboveZeroIsErased() throws {
    let map: [Float] = [0, -1, 3, 0, -2, 0.5, 0, 0]
    let region = ErasureRegion(height: 2, width: 4, box: BoxShape(height: 1, width: 1))
    let mask = region.treatment(map: map[...], selection: try AnchorSelection(count: 6))
    #expect(mask.pixels.indices.filter { mask.pixels[$0] } == [2, 5])
  }

  @Test func leastSalientIsTheOtherEnd() {
    let map: [Float] = [5, 1, 3, 0.5, 4, 2]
    let region = ErasureRegion(height: 1, width: 6, box: BoxShape(height: 1, width: 1))
    let mask = region.leastSalient(area: 3, map: map[...])
    #expect(mask.pixels.indices.filter { mask.pixels[$0] } == [1, 3, 5])
    #expect(region.insideObject(area: 3, map: map[...]) == nil)
  }
}

import Testing
import Text

@Suite struct SpellingRankTests {
  @Test func theNearestComeFirst() {
    let names = ["layer1", "layer3.0", "layer2", "layer3.1", "layer3.0", "linear"]
    #expect(Spelling.ranked(names, by: "layer3.3") == ["layer3.0", "layer3.1", "layer1"])
    #expect(Spelling.ranked(names, by: "linaer", limit: 1) == ["linear"])
    #expect(Spelling.ranked([], by: "layer").isEmpty)
  }
}

using SyncServer.Insights;

namespace SyncServer.Tests.Insights;

/// <summary>Quantiles from buckets.</summary>
public sealed class DistributionTests
{
    private static readonly double[] Bounds = [1, 2, 4];

    [Theory]
    [InlineData(0.5, 1.5)]
    [InlineData(0.25, 1)]
    [InlineData(0.75, 2)]
    [InlineData(1.0, 4)]
    public void A_quantile_lies_inside_its_bucket(double share, double expected) =>
        Assert.Equal(expected, new Distribution(Bounds, [10, 20, 10, 0], 0).Quantile(share));

    [Fact]
    public void A_value_beyond_the_last_bound_is_that_bound() => Assert.Equal(4, new Distribution(Bounds, [0, 0, 0, 3], 30).Quantile(0.99));

    [Fact]
    public void An_empty_distribution_has_no_quantile() => Assert.Null(Distribution.Empty.Quantile(0.5));

    [Fact]
    public void The_difference_has_the_added_values()
    {
        var since = new Distribution(Bounds, [3, 2, 1, 0], 9) - new Distribution(Bounds, [1, 2, 0, 0], 4);
        Assert.Equal([2, 0, 1, 0], since.Counts);
        Assert.Equal(5, since.Sum);
        Assert.Equal([1, 1, 0, 0], (new Distribution(Bounds, [1, 1, 0, 0], 2) - Distribution.Empty).Counts);
        Assert.Equal([1, 1, 0, 0], (Distribution.Empty + new Distribution(Bounds, [1, 1, 0, 0], 2)).Counts);
    }
}

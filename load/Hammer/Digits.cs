namespace SyncServer.Load.Hammer;

/// <summary>Writes numbers of a fixed width in place.</summary>
internal static class Digits
{
    public static void Write(int number, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (number, var digit) = Math.DivRem(number, 10);
            digits[i] = (byte)('0' + digit);
        }
    }
}

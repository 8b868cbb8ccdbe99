# docker build -t syncserver . && docker run -p 8080:8080 -v syncserver-data:/data syncserver
FROM mcr.microsoft.com/dotnet/sdk:10.0-alpine AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src ./src
RUN dotnet publish src/SyncServer -c Release -o /app && mkdir /data

# Runs as a non-root user. The health check uses BusyBox's wget.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
USER $APP_UID
ENV ConnectionStrings__Documents="Data Source=/data/sync.db"
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT ["dotnet", "SyncServer.dll"]
